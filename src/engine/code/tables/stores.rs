//! Calls that change what is stored outside of the Function, as data.

/// Modules of stores other than databases.
pub fn is_store(root: &str) -> bool {
    root.starts_with("@aws-sdk/") || matches!(root, "aws-sdk" | "boto3")
}

/// Whether a command of a store changes something, by its name.
pub fn is_changing_command(name: &str) -> bool {
    name.ends_with("Command")
        && ["Put", "Delete", "Update", "Create", "Send", "Publish", "Copy", "BatchWrite"]
            .iter()
            .any(|verb| name.starts_with(verb))
}

/// Calls that change what a store, a cache or a table contains.
#[expect(clippy::too_many_lines, reason = "one row for each kind of store")]
pub fn is_change(root: &str, name: &str) -> bool {
    matches!(
        (root, name),
        (
            "redis" | "ioredis" | "handy-redis" | "aioredis",
            "set"
                | "setex"
                | "setEx"
                | "setnx"
                | "del"
                | "unlink"
                | "hset"
                | "hSet"
                | "hmset"
                | "hdel"
                | "hDel"
                | "lpush"
                | "lPush"
                | "rpush"
                | "rPush"
                | "sadd"
                | "sAdd"
                | "srem"
                | "sRem"
                | "zadd"
                | "zAdd"
                | "incr"
                | "incrby"
                | "incrBy"
                | "decr"
                | "flushall"
                | "flushdb"
                | "publish"
                | "xadd"
                | "xAdd"
        ) | (
            "aws-sdk" | "boto3",
            "putObject"
                | "upload"
                | "deleteObject"
                | "putItem"
                | "updateItem"
                | "deleteItem"
                | "sendMessage"
                | "publish"
                | "put_object"
                | "upload_file"
                | "upload_fileobj"
                | "delete_object"
                | "put_item"
                | "update_item"
                | "delete_item"
                | "send_message"
        ) | ("@google-cloud/storage", "save" | "delete")
            | ("google", "upload_from_string" | "upload_from_file" | "upload_from_filename")
            | ("@azure/storage-blob", "upload" | "uploadData" | "uploadStream" | "deleteIfExists")
            | ("azure", "upload_blob" | "delete_blob")
            | (
                "sequelize" | "typeorm" | "@prisma/client" | "knex",
                "create"
                    | "bulkCreate"
                    | "createMany"
                    | "upsert"
                    | "update"
                    | "updateMany"
                    | "destroy"
                    | "delete"
                    | "deleteMany"
                    | "insert"
                    | "del"
            )
            | ("sqlalchemy", "commit")
    )
}
