"""`make certificate-key`: prints a fresh private key and its certificate, one PEM block after the other."""

import os
import sys
from urllib.parse import urlsplit

from certificates.sealing.keys import new_pair


def main() -> None:
    pair = new_pair(urlsplit(os.environ.get("PUBLIC_URL", "")).hostname or "diandian")
    sys.stdout.write(pair.private_pem + pair.certificate_pem)


if __name__ == "__main__":
    main()
