"""A throw-away certificate authority: a root, a signing certificate as PKCS#12, and a time stamping service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(UTC)  # certificates are checked against the clock of the machine
PASSPHRASE = "only-for-tests"


@dataclass(frozen=True)
class Authority:
    folder: Path
    root: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    stamper: DummyTimeStamper

    @property
    def pkcs12(self) -> Path:
        return self.folder / "company.p12"

    @property
    def trust(self) -> Path:
        return self.folder / "roots.pem"


def found(folder: Path) -> Authority:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    stamp_key = rsa.generate_private_key(65537, 2048)  # the service for tests signs with RSA alone
    root_name = _name("Test Root")
    root = _build(root_name, root_name, root_key.public_key(), root_key, authority=True)
    certificate = _build(_name("示例汽车（上海）有限公司"), root_name, key.public_key(), root_key)
    stamping = _build(_name("Test TSA"), root_name, stamp_key.public_key(), root_key, stamping=True)
    packed = pkcs12.serialize_key_and_certificates(
        b"company", key, certificate, [root], serialization.BestAvailableEncryption(PASSPHRASE.encode())
    )
    (folder / "company.p12").write_bytes(packed)
    (folder / "roots.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    store = SimpleCertificateStore()
    store.register(_asn1(root))
    stamper = DummyTimeStamper(_asn1(stamping), _private(stamp_key), certs_to_embed=store)
    return Authority(folder, root, certificate, key, stamper)


def _build(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    signer: ec.EllipticCurvePrivateKey,
    *,
    authority: bool = False,
    stamping: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    usage = {"key_cert_sign": authority, "crl_sign": authority, "digital_signature": not authority}
    rest = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    builder = builder.add_extension(
        x509.KeyUsage(**usage, **dict.fromkeys(rest, False), encipher_only=False, decipher_only=False), critical=True
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(signer, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _private(key: rsa.RSAPrivateKey) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
