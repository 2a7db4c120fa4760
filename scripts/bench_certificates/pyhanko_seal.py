"""A finished PDF signed by pyHanko (PAdES B-B, P-256), key, certificate and signer kept from one to the next."""

import functools
import io

from asn1crypto import keys, pem, x509  # type: ignore[import-not-found]
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # type: ignore[import-not-found]
from pyhanko.sign import signers  # type: ignore[import-not-found]
from pyhanko.sign.fields import SigSeedSubFilter  # type: ignore[import-not-found]
from pyhanko_certvalidator.registry import SimpleCertificateStore  # type: ignore[import-not-found]

from scripts import make_certificate_vectors as vectors

RESERVED = 8192  # hexadecimal digits; without, pyHanko signs twice


def pyhanko_signed(pdf: bytes) -> bytes:
    content = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    out = _signer().sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), bytes_reserved=RESERVED, in_place=False
    )
    return bytes(out.getvalue())


@functools.cache
def _signer() -> signers.PdfSigner:
    pair = vectors.live().pair
    certificate = x509.Certificate.load(pem.unarmor(pair.certificate_pem.encode())[2])
    private = keys.PrivateKeyInfo.load(pem.unarmor(pair.private_pem.encode())[2])
    signer = signers.SimpleSigner(certificate, private, SimpleCertificateStore())
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    return signers.PdfSigner(metadata, signer=signer)
