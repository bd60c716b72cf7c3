//! A few namespaces for scenes and tests of screens: one of each thing that they show, and nothing that changes with the demo.

use super::function::{node, python};
use super::mesh;
use super::platform::{self, Versions};
use super::rbac::{account, binding, group, role, rule};
use super::route::{DOMAIN, route};
use super::space::{DemoNamespace, space};
use super::texts;
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use serde_json::json;

const VERSIONS: Versions =
    Versions { serverless: "1.13.0", controller: "function-buildless-controller", gateway: "3.10.0" };

const BOOK: &str = "const { Client } = require('pg')

module.exports = {
  main: async function (event, context) {
    const client = new Client(process.env.DATABASE_URL)
    await client.connect()
    const found = await client.query('SELECT * FROM rooms WHERE city = \\'' + event.data.city + '\\'')
    return { rooms: found.rows }
  }
}
";

const CANCEL: &str = "module.exports = {
  main: function (event, context) {
    return { cancelled: event.data.id }
  }
}
";

const ROOMS: &str = "def main(event, context):
    return {'rooms': ['12', '14', '15']}
";

pub fn plant(cluster: &Embedded) {
    let admins = binding("", "platform-team", ("ClusterRole", "cluster-admin"), &[group("platform-team")]);
    for object in platform::machines().into_iter().chain([admins]) {
        cluster.seed(object);
    }
    let [kyma, istio, kube] = platform::system(&VERSIONS);
    let kyma = kyma
        .and([mesh::kyma_gateway(DOMAIN), mesh::publisher()])
        .and(platform::pods("kyma-system", &["eventing-publisher-proxy"]));
    let istio = istio
        .and([mesh::peers("istio-system", "default", "STRICT"), mesh::settings()])
        .and(platform::pods("istio-system", &["istio-ingressgateway"]));
    for space in [kyma, istio, kube, booking(), hotel(), spa()] {
        space.plant(cluster, Era::Buildless);
    }
    cluster.seed(platform::serverless(json!({}), json!({"defaultRuntimePodPreset": "M"}), ""));
}

/// Everything that can be reported, once.
fn booking() -> DemoNamespace {
    let url = texts::database("rooms-db.booking.svc.cluster.local", "rooms");
    let book = node("book-room", BOOK, &texts::packages("book-room", &[("pg", "^8.16.3")]))
        .env("DATABASE_URL", &url);
    let cancel = node("cancel-room", CANCEL, "").secret("PARTNER_KEY", "partner", "key");
    let remind = node("send-reminder", CANCEL, "").runtime("nodejs20");
    let policies =
        rule(&["security.istio.io"], &["authorizationpolicies"], &["get", "list", "update", "delete"]);
    space("booking")
        .meshed()
        .secret("partner", &["key"])
        .and([
            binding("booking", "team", ("ClusterRole", "edit"), &[group("team-booking")]),
            role("booking", "mesh-on-call", &[policies]),
            binding("booking", "on-call", ("Role", "mesh-on-call"), &[group("on-call")]),
            binding("booking", "ci", ("ClusterRole", "view"), &[account("ci", "builder")]),
            mesh::allow_all("booking", "probe-cancel", "cancel-room"),
            mesh::subscription("booking", "room-booked", "send-reminder", ("hotel", "room.booked.v1")),
        ])
        .functions([book, cancel, remind])
        .routes([
            route("book-room", "book", "book-room").open(&["GET", "POST"], "/*"),
            route("cancel-room", "cancel", "cancel-room").jwt(&["POST"], "/cancel", ""),
        ])
}

/// A namespace without findings.
fn hotel() -> DemoNamespace {
    space("hotel")
        .meshed()
        .level("restricted")
        .tokenless()
        .isolated()
        .and([binding("hotel", "team", ("ClusterRole", "edit"), &[group("team-hotel")])])
        .functions([python("list-rooms", ROOMS, ""), python("list-prices", ROOMS, "")])
        .routes([
            route("list-rooms", "rooms", "list-rooms").jwt(&["GET"], "/rooms", "list-rooms.hotel"),
            route("list-prices", "prices", "list-prices").jwt(&["GET"], "/prices", "list-prices.hotel"),
        ])
}

/// A namespace as it was created, outside the mesh.
fn spa() -> DemoNamespace {
    let towels = node("count-towels", CANCEL, "");
    space("spa").functions([towels]).routes([route("count-towels", "towels", "count-towels").jwt(
        &["GET"],
        "/towels",
        "count-towels.spa",
    )])
}
