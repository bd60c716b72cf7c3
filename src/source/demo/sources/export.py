import csv
import io
import os

import boto3
import psycopg

bucket = boto3.client(
    "s3",
    aws_access_key_id="%AWS%",
    aws_secret_access_key=os.environ["AWS_SECRET"],
)


def main(event, context):
    month = event["data"]["month"]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        for row in connection.execute("select * from invoices where month = %s", (month,)):
            writer.writerow(row)
    bucket.put_object(Bucket="harbour-invoices", Key=f"{month}.csv", Body=out.getvalue())
    return {"month": month, "bytes": out.tell()}
