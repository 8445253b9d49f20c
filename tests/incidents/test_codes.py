"""The code lists: complete, checked, and never less careful than the kit itself."""

from pathlib import Path

import pytest

from klubtrends.errors import ReferenceTableError
from klubtrends.incidents.codes import NOTHING, POSITIVE, read_codes
from klubtrends.workspace import shipped

SHIPPED = shipped("reference") / "codes.toml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Write the shipped lists with one thing changed."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "codes.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "codes.toml"


def test_an_everyday_word_means_a_code(workspace):
    """One that means none is a slip in the file."""
    path = workspace.reference / "codes.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[everyday]\n", '[everyday]\nface = "facebok"\n'), encoding="utf-8")

    with pytest.raises(ReferenceTableError, match=r"everyday\.face"):
        read_codes(path)


def test_the_shipped_lists_can_be_read():
    """What travels with the package is usable, good episodes and "nothing" included."""
    codes = read_codes(SHIPPED)

    assert len(codes.types) == 17
    assert next(iter(codes.episodes)) == NOTHING
    assert codes.kind("pos_parent") == POSITIVE
    assert codes.label("grooming").startswith("Grooming")
    assert codes.sensitive == {"grooming", "sextortion", "image_sharing"}
    assert set(codes.half_of_age_band.values()) == {"younger", "older", "unknown"}


def test_a_municipality_cannot_make_a_sensitive_type_ordinary(tmp_path):
    """The higher threshold can be given to more types, never taken away."""
    path = changed(tmp_path, ', insafe = "grooming", sensitive = true', "")

    assert "grooming" in read_codes(path).sensitive


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('group = "content"', 'group = "contnt"', "types.harmful_content.group"),
        ('kind = "messaging"', 'kind = "post"', "platforms.snapchat.kind"),
        ('half = "younger"', 'half = "small"', "age_bands.sfo.half"),
        ('"Sket før"', '"Lavet med ai"', "flags"),
        ('"Sket før"', '"Før, og igen"', "flags"),
        ("snapchat =", '"Snap chat" =', "platform.Snap chat"),
        ("[spreads]", "[spread]", "spreads"),
        ('plan = "indhold", ', "", "plan"),
        ("[flags]", "[flags", "linje"),
        ("[renamed]", '[renamed]\nold = "older"\nolder = "old"', "renamed.old"),
        ("[renamed]", '[renamed]\nold = "nothing_such"', "renamed.old"),
        ("[renamed]", '[renamed]\nsnapchat = "messenger"', "renamed.snapchat"),
    ],
)
def test_a_list_that_cannot_be_used_is_named(tmp_path, old, new, where):
    """Whoever edits the lists learns which one to mend."""
    with pytest.raises(ReferenceTableError, match=where.replace(".", r"\.")):
        read_codes(changed(tmp_path, old, new))


def test_missing_lists_are_said(tmp_path):
    """No file is a sentence, not a stack."""
    with pytest.raises(ReferenceTableError, match="kodelisten"):
        read_codes(tmp_path / "codes.toml")


def test_old_codes_and_texts_lead_to_what_they_are_now(tmp_path):
    """Over several steps; each is known by the code of its time, so that a row keeps its identity."""
    path = changed(
        tmp_path,
        "[renamed]",
        '[renamed]\n"Gammel chat" = "icq"\nicq = "msn"\nmsn = "messenger"\n"Snap" = "snapchat"',
    )
    codes = read_codes(path)

    assert codes.renamed_in["platform"] == {
        "Gammel chat": "icq",
        "icq": "icq",
        "msn": "msn",
        "Snap": "snapchat",
    }
    assert codes.present("platform", "icq") == "messenger"
    assert codes.present("platform", "snapchat") == "snapchat"
    assert not codes.renamed_in["type"]
