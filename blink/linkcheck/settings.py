"""Make the rules for requests from the settings ``linkcheck_…`` and ``blink_linkcheck_…``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.linkcheck.patches import allowed_redirects
from blink.linkcheck.probe import RequestRules

if TYPE_CHECKING:
    from sphinx.config import Config


def request_rules(config: Config) -> RequestRules:
    """Return the rules for requests from the settings of conf.py."""
    return RequestRules(
        timeout=config.linkcheck_timeout,
        workers=config.linkcheck_workers,
        pause=config.blink_linkcheck_pause,
        backoff=2 * config.blink_linkcheck_pause,
        tries=max(1, config.linkcheck_retries),
        patience=config.linkcheck_rate_limit_timeout,
        headers=config.linkcheck_request_headers,
        agent=config.user_agent or RequestRules.agent,
        auth=tuple(config.linkcheck_auth),
        verify=config.tls_verify and (config.tls_cacerts or True),
        anchors=config.linkcheck_anchors,
        anchors_ignored=tuple(config.linkcheck_anchors_ignore),
        anchors_ignored_of=tuple(config.linkcheck_anchors_ignore_for_url),
        redirects=allowed_redirects(config),
        unauthorized_is_good=config.linkcheck_allow_unauthorized,
        total=60 * config.blink_linkcheck_minutes,
    )
