"""What is said when packages of the extra `laporan` are not there."""

from __future__ import annotations

from skm.ground.errors import SkmError


def needs_extra(what: str) -> SkmError:
    """The error that names the extra, to be raised: ``raise needs_extra("Kode QR") from error``."""
    return SkmError(
        f"{what} memerlukan tambahan `laporan` yang belum terpasang. Pasang dengan: "
        'python -m pip install "skm-ikm[laporan]"'
    )
