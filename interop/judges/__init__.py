"""Each judge: a name, why it may be absent, and what it says of one file."""

from interop.judges.container import ContainerJudge
from interop.judges.dss import Dss
from interop.judges.openssl import OpensslOcsp, OpensslTs
from interop.judges.openssl_cms import OpensslCms
from interop.judges.pdfsig import Pdfsig
from interop.judges.port import Judge, Verdict
from interop.judges.pyhanko import PyHanko
from interop.judges.xmlsec import Xmlsec

ALL: tuple[type[Judge], ...] = (ContainerJudge, Dss, Xmlsec, OpensslTs, OpensslOcsp, OpensslCms, PyHanko, Pdfsig)

__all__ = ["ALL", "Judge", "Verdict"]
