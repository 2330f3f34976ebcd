"""The examples of deploy/ hold together: what proxies, units and alerts promise in the how-tos stands in them."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.conf import settings

from lorong.__main__ import COMMANDS

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
RULES = (DEPLOY / "prometheus/lorong.rules.yml").read_text(encoding="utf-8")
TRIED = (DEPLOY / "prometheus/lorong.test.yml").read_text(encoding="utf-8")  # promtool plays it


def unit(path: Path) -> ConfigParser:
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_program_that_comes_without_https_is_turned_away(name: str):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert re.search(r"/api/\*? \{\s*(return|respond) 403", text)


def test_the_log_format_stands_where_nginx_takes_it():
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert text.index("log_format") < text.index("server {"), "only outside of a server"
    assert not re.search(r"^\s*http2 on", text, re.M), "nginx of Debian 12 does not know it"


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_no_log_of_a_proxy_holds_what_stands_after_a_question_mark(name: str):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "$request_uri'" not in text and "$args" not in text
    assert "$uri" in text or r"request>uri regexp \?.*" in text


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_there_is_with_few_rights(path: Path):
    service = unit(path)["Service"]
    verb = re.fullmatch(r"/opt/lorong/\.venv/bin/lorong (\S+).*", service["ExecStart"])
    assert (verb and verb[1] in COMMANDS) or "granian" in service["ExecStart"]
    assert service["User"] != "root"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] in {"", "CAP_DAC_READ_SEARCH"}


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").glob("*.timer")), ids=lambda path: path.stem)
def test_a_timer_has_its_unit(path: Path):
    assert path.with_suffix(".service") in UNITS


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_sees_and_may_little_of_the_machine(path: Path):
    service = unit(path)["Service"]
    for name in ("PrivateTmp", "PrivateDevices", "RestrictNamespaces", "MemoryDenyWriteExecute", "ProtectKernelTunables"):
        assert service[name] == "yes", name
    assert service["RestrictAddressFamilies"] == "AF_INET AF_INET6 AF_UNIX"
    assert service["SystemCallArchitectures"] == "native"


def test_a_new_version_of_the_pages_loses_no_request():
    service = unit(DEPLOY / "systemd" / "lorong-web.service")["Service"]
    seconds = re.search(r"--respawn-interval (\d+)", service["ExecStart"])
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert seconds and int(seconds[1]) >= 15, "the old process goes when the new one has surely begun"


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_while_the_pages_start_there_is_a_sentence_and_a_time_to_come_again(name: str):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "Retry-After 30" in text
    assert "Muat ulang halaman ini" in text


def test_alerts_ask_for_measurements_that_there_are():
    asked = set(re.findall(r"\blorong_\w+", "".join(re.findall(r"expr: (.+)", RULES))))
    source = "".join(
        (settings.BASE_DIR / "lorong/portals" / name).read_text() for name in ("public/metrics.py", "door/meters.py")
    )
    made = set(re.findall(r'"(lorong_\w+)"', source))
    assert asked
    assert {name.removesuffix("_total") for name in asked} <= {name.removesuffix("_total") for name in made}


def test_every_alert_is_tried_when_it_must_speak_and_when_it_must_not():
    named = re.findall(r"- alert: (\w+)", RULES)
    told = (settings.BASE_DIR / "docs/howto/read-the-metrics.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z]\w+)` \|", told, re.M)) == set(named)
    for name in named:
        assert re.search(rf"alertname: {name}, exp_alerts: \[\]", TRIED), name
        assert re.search(rf"alertname: {name}\n\s+exp_alerts:\n\s+- exp_", TRIED), name


def test_pages_go_nowhere_but_to_their_own_machine():
    service = unit(DEPLOY / "systemd" / "lorong-web.service")["Service"]
    assert (service["IPAddressDeny"], service["IPAddressAllow"]) == ("any", "localhost")


def test_the_how_tos_name_every_unit_and_only_commands_that_are_there():
    said = "".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "docs/howto").glob("*.md"))
    for path in (DEPLOY / "systemd").iterdir():
        assert path.stem in said, path.name
    assert "python -m lorong" not in said, "Debian has no program called python"
    named = set(re.findall(r"^ *(?:\S+=\S+ )*(?:\.venv/bin/)?lorong ([a-z][a-z-]*)", said, re.M))
    assert named <= set(COMMANDS), named - set(COMMANDS)
