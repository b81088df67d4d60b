"""Books in DocBook, generated: of any size, with most of what manuals use."""

from __future__ import annotations

import random

DOCTYPE = (
    '<?xml version="1.0"?>\n<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.2//EN"\n'
    ' "/usr/share/xml/docbook/schema/dtd/4.2/docbookx.dtd" [\n<!ENTITY tool "the <application>tool</application>">\n]>\n'
)
WORDS = "alpha beta gamma delta file node value table list press type option menu window line text index order".split()


class Book:
    """A book of so many chapters, the same for the same seed."""

    def __init__(self, chapters: int, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.ids: list[str] = []
        self.chapters = chapters
        self.count = 0

    def words(self, n: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(n))

    def text(self) -> str:
        kinds = [
            lambda: self.words(6),
            lambda: f"<emphasis>{self.words(2)}</emphasis> {self.words(3)}",
            lambda: f'<emphasis role="bold">{self.words(1)}</emphasis>',
            lambda: f"<filename>{self.words(1)}</filename> and <command>{self.words(1)}</command>",
            lambda: f"<literal>{self.words(1)}</literal> &amp; <option>-{self.words(1)[0]}</option>",
            lambda: f"<quote>{self.words(3)}</quote> by &tool;",
            lambda: f'<ulink url="http://example.org/{self.words(1)}">{self.words(2)}</ulink>',
            lambda: f'<xref linkend="{self.random.choice(self.ids)}"/>',
            lambda: f'<link linkend="{self.random.choice(self.ids)}">{self.words(2)}</link>',
            lambda: f"<footnote><para>{self.words(5)}</para></footnote>",
            lambda: f"<keycombo><keycap>Ctrl</keycap><keycap>{self.words(1)[0].upper()}</keycap></keycombo>",
            lambda: f"<menuchoice><guimenu>{self.words(1)}</guimenu><guimenuitem>{self.words(1)}</guimenuitem></menuchoice>",
            lambda: f"<indexterm><primary>{self.words(1)}</primary><secondary>{self.words(1)}</secondary></indexterm>{self.words(4)}",
            lambda: f"<replaceable>{self.words(1)}</replaceable> <userinput>{self.words(2)}</userinput>",
        ]  # fmt: skip
        lines = [", ".join(self.random.choice(kinds)() for _ in range(2)) for _ in range(self.random.randint(1, 4))]
        return "\n".join(lines) + "."

    def para(self) -> str:
        return f"<para>{self.text()}</para>\n"

    def block(self) -> str:
        kinds = [
            self.para, self.para, self.para,
            lambda: "<itemizedlist>" + "".join(f"<listitem>{self.para()}</listitem>" for _ in range(3)) + "</itemizedlist>\n",
            lambda: "<orderedlist>" + "".join(f"<listitem>{self.para()}</listitem>" for _ in range(2)) + "</orderedlist>\n",
            lambda: "<variablelist>" + "".join(f"<varlistentry><term>{self.words(2)}</term><listitem>{self.para()}</listitem></varlistentry>" for _ in range(2)) + "</variablelist>\n",
            lambda: f"<programlisting>\nif (a &lt; b)\n\t{self.words(2)} ();\n</programlisting>\n",
            lambda: f"<screen>$ {self.words(3)}\n{self.words(4)}</screen>\n",
            lambda: f"<note>{self.para()}</note>\n",
            lambda: f"<warning><title>{self.words(2)}</title>{self.para()}</warning>\n",
            lambda: f"<tip>{self.para()}</tip>\n",
            lambda: f"<blockquote>{self.para()}</blockquote>\n",
            lambda: f"<procedure><step>{self.para()}</step><step>{self.para()}<substeps><step>{self.para()}</step></substeps></step></procedure>\n",
            self.table,
            lambda: f'<example><title>{self.words(3)}</title><programlisting>{self.words(3)}</programlisting></example>\n',
            lambda: f'<figure id="{self.new_id("fig")}"><title>{self.words(3)}</title><graphic fileref="{self.words(1)}"/></figure>\n',
            lambda: f'<figure><title>{self.words(2)}</title><mediaobject><imageobject><imagedata fileref="x.png"/></imageobject><textobject><phrase>{self.words(2)}</phrase></textobject></mediaobject></figure>\n',
            lambda: f"<simplelist><member>{self.words(1)}</member><member>{self.words(1)}</member></simplelist>\n",
            lambda: f"<formalpara><title>{self.words(2)}</title>{self.para()}</formalpara>\n",
            lambda: f"<epigraph><attribution>{self.words(2)}</attribution>{self.para()}</epigraph>\n",
            lambda: f"<cmdsynopsis><command>{self.words(1)}</command><arg>-a</arg><arg choice=\"req\" rep=\"repeat\">{self.words(1)}</arg></cmdsynopsis>\n",
            lambda: f"<literallayout>{self.words(3)}\n  {self.words(2)}</literallayout>\n",
        ]  # fmt: skip
        return self.random.choice(kinds)()

    def table(self) -> str:
        rows = "".join(f"<row><entry>{self.words(2)}</entry><entry>{self.text()}</entry></row>" for _ in range(3))
        return (f'<table><title>{self.words(3)}</title><tgroup cols="2"><colspec colname="a"/><colspec colname="b"/>'
                f"<thead><row><entry>A</entry><entry>B</entry></row></thead><tbody>{rows}"
                '<row><entry namest="a" nameend="b">wide</entry></row></tbody></tgroup></table>\n')  # fmt: skip

    def new_id(self, prefix: str) -> str:
        self.count += 1
        name = f"{prefix}-{self.count}"
        if prefix != "fig":
            self.ids.append(name)
        return name

    def section(self, level: int) -> str:
        inner = "".join(self.block() for _ in range(self.random.randint(2, 5)))
        if level < 4 and self.random.random() < 0.6:
            inner += "".join(self.section(level + 1) for _ in range(self.random.randint(1, 2)))
        return f'<sect{level} id="{self.new_id("s")}"><title>{self.words(3)}</title>\n{inner}</sect{level}>\n'

    def render(self) -> str:
        names = [f"c-{i}" for i in range(self.chapters)]
        self.ids = list(names)
        body = ""
        for i, name in enumerate(names):
            inner = "".join(self.block() for _ in range(3)) + "".join(self.section(1) for _ in range(3))
            tag = "appendix" if i and i == self.chapters - 1 else "chapter"
            body += f'<{tag} id="{name}"><title>{self.words(2)} {i}</title>\n{inner}</{tag}>\n'
        info = ("<bookinfo><title>Book</title><author><firstname>Ann</firstname><surname>Author</surname></author>"
                "<copyright><year>2001</year><holder>Holder</holder></copyright><legalnotice><para>None.</para></legalnotice>"
                f"<abstract>{self.para()}</abstract></bookinfo>\n")  # fmt: skip
        glossary = (f"<glossary><glossentry><glossterm>{self.words(1)}</glossterm><glossdef>{self.para()}</glossdef></glossentry>"
                    "</glossary>\n<bibliography><biblioentry><abbrev>AB</abbrev><author><firstname>A</firstname>"
                    "<surname>B</surname></author><title>T</title></biblioentry></bibliography>\n")  # fmt: skip
        return f'{DOCTYPE}<book id="book" lang="en">{info}<preface><title>Preface</title>{self.para()}</preface>\n{body}{glossary}</book>\n'
