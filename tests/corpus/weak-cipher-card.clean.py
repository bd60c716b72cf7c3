import base64
import os

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad


def key():
    return base64.b64decode(os.environ["CARD_ENCRYPTION_KEY"])


def seal(number):
    cipher = AES.new(key(), AES.MODE_CBC)
    sealed = cipher.encrypt(pad(number.encode(), AES.block_size))
    return base64.b64encode(sealed).decode()


def last_digits(number):
    return number[-4:]


def main(event, context):
    number = event["data"]["number"]
    if len(number) not in (15, 16):
        return {"error": "number is not valid"}
    return {"sealed": seal(number), "last": last_digits(number)}
