"""HTTP without memory: no cookies, no passwords, no redirects, and the certificates that the computer trusts."""

from __future__ import annotations

import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import truststore
from requests.adapters import HTTPAdapter


class PlainHttp(requests.Session):
    """Keeps no cookies, tells no password of this computer's, and leaves redirects to us.

    So nothing in it changes from one request to the next, and threads can share it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.auth = lambda request: request  # or requests would look in .netrc
        for scheme in ("https://", "http://"):
            self.mount(scheme, _SystemTrust(max_retries=0))

    def resolve_redirects(self, *_: Any, **__: Any) -> Any:
        """Follow nothing, and read none of a redirect's body, which may be endless."""
        return iter(())


class _SystemTrust(HTTPAdapter):
    """Trust the certificates that the computer trusts, those of a municipality's network included."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=_trust())

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=_trust())


def _trust() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
