"""Documents that no parser is needed for: what is read of their text is what lxml reads, or lxml is asked."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("lxml.etree", reason="the reference")

from pyfront.dsssl.document import Grove, _parsed, _plain, grove  # noqa: E402  (lxml is asked for first)
from pyfront.dsssl.errors import DocumentError  # noqa: E402
from pyfront.dsssl.storage import Storage  # noqa: E402

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE a [\n<!-- c -->\n<!ELEMENT a (b|(c, d?)+)*>\n<!ELEMENT b (#PCDATA|a)*>\n'
    '<!ELEMENT c EMPTY>\n<!ATTLIST a id ID #IMPLIED x (one|two) "two" y CDATA "more of it" r IDREFS #IMPLIED>\n'
    '<!ATTLIST c t NMTOKENS #IMPLIED\n y CDATA #FIXED "f">]>\n'
)


def contents(made: Grove) -> dict[str, Any]:
    """All there is in a document, strings instead of their numbers."""
    arrays, text = made.finish()
    found: dict[str, Any] = {"text": text, "kind": arrays["kind"], "doctype": made.doctype}
    found["around"] = made.before, made.behind
    found["declared"] = made.entities, made.notations
    for name, data in arrays.items():
        if name in ("kind", "line"):
            continue
        numbers = array("i", data).tolist()
        if name in ("name", "ids", "attribute_name", "attribute_value"):
            numbers = [made.strings[i] if i >= 0 else i for i in numbers]
        found[name] = numbers
    found["names"] = sorted(made.strings[: made.names])
    return found


def check(data: bytes, whole: bool = False, path: str = "document") -> bool:
    """Was no parser needed?"""
    storage = Storage()
    storage.allow(path)
    plain = _plain(path, storage, data, whole)
    if plain is None:
        return False
    assert contents(plain) == contents(grove(_parsed(path, storage, data, False), path, whole)), data
    return True


PLAIN = [
    "<a/>",
    "\ufeff<a>x</a>",
    "<a>\r\n1\r2\n\t3\n\r</a>",
    "<a x='1\r\n2\n3\t4\r5' y=\"'&#10;&#9;&#13;&#x20;&lt;&quot;&apos;\"/>",
    "<a>&#13;&#10;&#9;&#x41;&amp;&lt;&gt;&quot;&apos;&#x1F600;\u00e9\u4e2d\U0001f600</a>",
    "<a>one<!-- - c -->two<![CDATA[<&]]&gt;>\r\n]]>three<?p  data of it\r\nmore ?>four<?q?><?r  ?></a>",
    "<?xml-stylesheet href='x'?><!-- c --><?p a\nb?><a/>\n<!-- d --><?q?>\n<?r x ?>",
    "<a >< /a>".replace("< /a", "</a "),
    "<a xmlns='http://x.org/y' xmlns:p='urn:p:q'><p:b p:c='1' c='2' xml:lang='de'/></a>".replace("urn:p:q", "urn:q"),
    "<a><b/><b/><c><b/><b/></c><b/></a>",
    "<a>\u00a0<b>\u2003</b>\u3000</a>",
    '<?xml version="1.0" standalone="yes" ?><a/>',
    HEAD + "<a id=' i '>\n <b>x\n<a/></b>\n\u00a0<c t=' p  q\n r' y='f'/></a>",
    HEAD + "<a id='i' x='one'><a id='i'/>text</a>",
    HEAD + "<a r=' i  i '>\n <![CDATA[ ]]> &#32;\n<e f='1'/></a>",
]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_plain(text: str, whole: bool) -> None:
    assert check(text.encode(), whole)


def test_latin_1() -> None:
    assert check("<?xml version='1.0' encoding='ISO-8859-1'?><?p \u00e9?><a b='\u00fc'>\u00a0\u00ff</a>".encode("latin-1"))


def test_external_declarations(tmp_path: Path) -> None:
    (tmp_path / "a.dtd").write_text("<!ELEMENT a (b*)>\n<!ELEMENT b EMPTY>\n<!-- x -->\n<!ATTLIST b y CDATA 'one' i ID #REQUIRED>\n")
    for text in ("<!DOCTYPE a SYSTEM 'a.dtd'><a>\n<b i='1'/> </a>", "<!DOCTYPE a SYSTEM 'a.dtd' [<!ATTLIST b z CDATA '1'>]><a><b i='x'/></a>"):
        path = tmp_path / "d.xml"
        path.write_text(text)
        storage = Storage([str(tmp_path)])
        plain = _plain(str(path), storage, None, False)
        assert plain is not None
        assert contents(plain) == contents(grove(_parsed(str(path), storage, None, False), str(path)))
    assert not check(b"<!DOCTYPE a SYSTEM 'b.dtd'><a/>", path=str(path))


@pytest.mark.parametrize("text", [
    "", " ", "a", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "<a x='1' x='2'/>", "<a x=1/>", "<a x='<'/>", "<a x='1'y='2'/>", "<a/ >",
    "< a/>", "<a>]]></a>", "<a>&x;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#99999999999;</a>",
    "<a>\x01</a>", "<a>\ufffe</a>", "<a>&#xFFFF;</a>", "<a><!-- -- --></a>", "<a><!-- x ---></a>", "<a><!x></a>", "<a><?xml x?></a>",
    "<a><? x?></a>", "<a><?p", "<a><![CDATA[x]]</a>", "<a b:c='1'/>", "<b:a/>", "<a xmlns:b=''/>", "<a xmlns:xml='urn:x'/>", "<:a/>",
    "<a:b:c xmlns:a='urn:x'/>", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='' q:b=''/>", " <?xml version='1.0'?><a/>", "<a>& </a>",
    "<?xml version='1.1'?><a/>", "<?xml version='1.0' encoding='utf-16'?><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a/>", "<1/>",
    "<!DOCTYPE a [%p;]><a/>", "<!DOCTYPE a [<!ELEMENT a (b,c|d)>]><a/>", "<!DOCTYPE a [<!ELEMENT a (b>]><a/>", "<a\x00/>", "<a>&#;</a>",
    "<!DOCTYPE a [<!ELEMENT a ()>]><a/>", "<!DOCTYPE a [<!ATTLIST a b CDATA>]><a/>", "<!DOCTYPE a><!DOCTYPE a><a/>", "<a>&#x;</a>",
    "<!DOCTYPE a [<!ATTLIST a b (x|y) 'z'>]><a/>", "<!DOCTYPE a [<!ATTLIST a b ID 'z'>]><a/>", "<a b='&e;'/>", "<a b='&'/>",
], ids=ascii)  # fmt: skip
def test_the_parser_is_asked(text: str) -> None:
    assert not check(text.encode())


def test_limits() -> None:
    assert check(b"<a>" * 199 + b"</a>" * 199)
    assert not check(b"<a>" * 300 + b"</a>" * 300)
    assert not check(b"<a>\xff</a>")
    assert not check(b"<a>" + b"x" * 5_000_000 + b"</a>")


# ---------------------------------------------------------------- generated

NAMES = st.sampled_from(["a", "b", "c", "d", "e.f", "_g-1", "p:h", "xml:lang", "id", "x", "y"])
TEXT = st.text(st.sampled_from("ab \n\t\r\u00a0\u00e9\u2028\U0001f600]>'\"-"), max_size=8).map(lambda text: text.replace("]]>", "]] >"))
REFERENCES = st.sampled_from(["&lt;", "&#13;", "&#10;", "&#x20;", "&#9;", "&amp;", "&#160;", "&apos;", "&nothing;", "&#2;"])


def values(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


ATTRIBUTES = st.lists(st.tuples(NAMES, st.lists(TEXT | REFERENCES, max_size=3).map("".join)), max_size=4).map(
    lambda given: "".join(f" {name}={values(text)}" for name, text in dict(given).items())
)
LEAVES = st.one_of(
    TEXT, TEXT, REFERENCES, st.just("<![CDATA[ <]] ]]>"), st.just("<!-- c\r\n -->"), st.sampled_from(["<?p?>", "<?p  d\r\ne ?>", "<?q ?>"])
)


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, attributes, content, space: f"<{name}{attributes}{space}>{content}</{name}{space}>" if content else f"<{name}{attributes}/>",
        NAMES, ATTRIBUTES, st.lists(inner, max_size=5).map("".join), st.sampled_from(["", "", " ", "\n"]),
    )  # fmt: skip


TREES = st.recursive(LEAVES, elements, max_leaves=12)
PROLOGS = st.sampled_from(
    ["", HEAD, "<?xml version='1.0'?>\r\n", "<!-- x --><?p q?>\n", "<!DOCTYPE a>", "<!DOCTYPE a [<!ELEMENT b ANY><!ATTLIST b id ID #IMPLIED>]>"]
)
SPACES = st.sampled_from(["", " xmlns:p='http://example.org/p'", " xmlns='urn:u' xmlns:p='urn:v'", " xmlns:p='urn:v#' id='i'"])
DOCUMENTS = st.builds(
    lambda prolog, spaces, content, behind: f"{prolog}<a{spaces}>{''.join(content)}</a>{behind}",
    PROLOGS, SPACES, st.lists(TREES, max_size=5), st.sampled_from(["", "\n", "<!-- y -->", "<?z  1 ?>\n"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.booleans())
def test_generated(text: str, whole: bool) -> None:
    check(text.encode(), whole)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.data())
def test_malformed(text: str, data: st.DataObject) -> None:
    """One thing is changed, taken out or put in: what is read without a parser is still what lxml reads, never what it refuses."""
    at = data.draw(st.integers(0, len(text)))
    new = data.draw(st.sampled_from(["", "<", ">", "&", "'", '"', "/", "!", "?", "-", "]", "[", ":", "=", " ", "\0", "\ufffe", "xml", "--", "]]>"]))
    skipped = data.draw(st.integers(0, 3))
    changed = (text[:at] + new + text[at + skipped :]).encode()
    try:
        check(changed)
    except DocumentError as error:
        raise AssertionError(changed) from error
