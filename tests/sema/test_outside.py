"""What reaches out of a program, and what is kept: requests, programs, databases, archives, streams, markup, workflows, tapes."""

from __future__ import annotations

import base64
import gzip
import io
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from patience import patient
from pyfront import Error, Runtime, run
from pyfront.errors import CapabilityError, TimeLimitExceeded

FILES = ["file-read", "file-write"]


def sema(text: str, *allow: str) -> Any:
    return run(text, "sema", allow=allow)


def shown(text: str, *allow: str) -> Any:
    runtime = Runtime("sema", allow=allow)
    return runtime.written(runtime.compile(text))


# ---------------------------------------------------------------- capabilities


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ('(http/get "http://127.0.0.1/")', "network"), ('(http/post "http://127.0.0.1/" "x")', "network"),
        ('(shell "true")', "process"), ('(proc/spawn ["true"])', "process"), ("(git/root)", "process"),
        ('(db/open "x.db")', "file-read"), ('(kv/open "a" "a.json")', "file-read"), ('(zip/list "a.zip")', "file-read"),
        ('(zip/create "a.zip" (list))', "file-read"), ('(stream/open-input "a")', "file-read"),
        ('(stream/open-output "a")', "file-write"), ('(vector-store/open "v" "v.json")', "file-read"),
        ('(llm/with-cassette "t.jsonl" (fn () (llm/complete "x")))', "file-read"),
    ],
)  # fmt: skip
def test_needs(text: str, capability: str) -> None:
    with pytest.raises(CapabilityError, match=f"the capability '{capability}' was not given"):
        sema(text, "env", "clock", "random", "exit")


def test_command_line_gives_network_and_process_only_when_asked() -> None:
    def said(*options: str) -> str:
        command = [sys.executable, "-m", "pyfront", "run", *options, "-l", "sema", "-"]
        done = subprocess.run(command, input='(println (:exit-code (shell "true")))', capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    assert "the capability 'process' was not given" in said()
    assert said("--allow", "process") == "0\n"


# ---------------------------------------------------------------- requests


class Handler(BaseHTTPRequestHandler):
    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        said = {"method": self.command, "path": self.path, "body": body, "kind": self.headers.get("Content-Type"),
                "own": self.headers.get("x-own")}  # fmt: skip
        data = b"" if self.command == "HEAD" else json.dumps(said).encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_QUERY = do_HEAD = answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def asked(text: str) -> Any:
    return json.loads(sema(f"(:body {text})", "network"))


def test_requests(address: str) -> None:
    assert sema(f'(:status (http/get "{address}/a"))', "network") == 200
    assert sema(f'(:status (http/get "{address}/missing"))', "network") == 404
    assert asked(f'(http/get "{address}/a" {{:headers {{:x-own "y"}}}})')["own"] == "y"
    assert asked(f'(http/post "{address}/a" {{:n 1}})') == {
        "method": "POST", "path": "/a", "body": '{"n":1}', "kind": "application/json", "own": None
    }  # fmt: skip
    assert asked(f'(http/put "{address}/a" "raw")')["body"] == "raw"
    assert asked(f'(http/query "{address}/a" "q")')["method"] == "QUERY"
    assert asked(f'(http/delete "{address}/a")')["method"] == "DELETE"
    assert 'name="f"; filename="x.txt"' in asked(
        f'(http/post "{address}/a" nil {{:multipart (list {{:name "f" :filename "x.txt" :content "data"}})}})'
    )["body"]
    assert sema(f'(:body (http/request "HEAD" "{address}/a"))', "network") == ""
    assert sema(f'(bytevector? (:body (http/get "{address}/a" {{:as :bytes}})))', "network") is True


def test_requests_that_fail() -> None:
    with pytest.raises(Error, match=r"http/get http://127.0.0.1:1/: .*refused"):
        sema('(http/get "http://127.0.0.1:1/")', "network")
    with pytest.raises(Error, match="expected a URL with http:// or https://, got file:///etc/passwd"):
        sema('(http/get "file:///etc/passwd")', "network")
    with pytest.raises(Error, match="unknown option :header"):
        sema('(http/get "http://127.0.0.1:1/" {:header {}})', "network")


def test_requests_keep_to_the_time_of_the_run() -> None:
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Error):
            run(f'(http/get "http://127.0.0.1:{silent.getsockname()[1]}/")', "sema", allow=["network"], timeout=0.3)


# ---------------------------------------------------------------- programs


def test_shell(tmp_path: Path) -> None:
    assert shown('(shell "echo hi; exit 3")', "process") == '{:exit-code 3 :stderr "" :stdout "hi\\n"}'
    assert sema('(:stdout (shell "printf" "%s" "a;b"))', "process") == "a;b"
    assert sema(f'(:stdout (shell "pwd" {{:cwd "{tmp_path}"}}))', "process").strip() == str(tmp_path)
    assert sema('(:stdout (shell "echo $OWN" {:env {:OWN "bar"}}))', "process") == "bar\n"
    with pytest.raises(Error, match="No such file"):
        sema('(shell "no-such-program-here" "x")', "process")


def test_programs_beside() -> None:
    text = '(define p (proc/spawn ["cat"])) (proc/write-stdin p "x\\n") (define r (proc/running? p)) (proc/close-stdin p)'
    text += "(define code (proc/wait p)) (define out (proc/read-stdout p)) (proc/close p) (list r code out)"
    assert sema(text, "process") == [True, 0, "x\n"]
    with pytest.raises(Error, match="no process has the number 99"):
        sema("(proc/wait 99)", "process")
    assert sema('(define p (proc/spawn ["sleep" "60"])) (proc/kill p) (proc/wait p)', "process") == -1


def test_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q", "-b", "main"], ["commit", "-q", "--allow-empty", "-m", "start"]):
        subprocess.run([*git, *words], check=True)
    (tmp_path / "new file.txt").write_text("x")
    (tmp_path / ".gitignore").write_text("ignored\n")
    subprocess.run([*git, "add", ".gitignore"], check=True)
    assert sema("(git/current-branch)", "process") == "main"
    assert sorted(sema("(git/changed-files)", "process")) == [".gitignore", "new file.txt"]
    assert shown("(git/status)", "process") == (
        '({:path ".gitignore" :staged #t :status "A " :untracked #f} {:path "new file.txt" :staged #f :status "??" :untracked #t})'
    )
    assert sema('(list (git/ignore-matches? "ignored") (git/ignore-matches? "x"))', "process") == [True, False]
    assert sema("(git/root)", "process") == str(tmp_path)


# ---------------------------------------------------------------- stores


def test_databases(tmp_path: Path) -> None:
    text = f"""
    (db/open "d" "{tmp_path}/d.db")
    (db/exec-batch "d" "create table t (id integer primary key, name text, age integer); create table u (x)")
    (db/exec "d" "insert into t (name, age) values (?, ?)" "Ann" 30)
    (db/exec "d" "insert into t (name, age) values (?, ?)" "Bob" 20)
    (define changed (db/exec "d" "update t set age = age + 1"))
    (list changed (db/last-insert-id "d") (db/tables "d") (db/query "d" "select name, age from t where age > ?" 25)
          (db/query-one "d" "select * from t where name = ?" "Nobody") (db/close "d"))"""
    assert shown(text, *FILES) == '(2 2 ("t" "u") ({:age 31 :name "Ann"}) nil nil)'
    assert sema(f'(db/open "{tmp_path}/d.db") (:n (db/query-one "{tmp_path}/d.db" "select count(*) as n from t"))', *FILES) == 2
    assert sema('(db/open-memory) (db/exec ":memory:" "create table t (x)")') == 0
    with pytest.raises(Error, match="no database is open under the name x"):
        sema('(db/query "x" "select 1")')
    with pytest.raises(Error, match="db/exec: near"):
        sema('(db/open-memory "m") (db/exec "m" "nonsense")')


def test_values(tmp_path: Path) -> None:
    start = f'(kv/open "c" "{tmp_path}/c.json")'
    assert sema(start + '(kv/set "c" "a" 1) (kv/set "c" "b" {:x "y"}) (kv/delete "c" "a") (kv/delete "c" "a")', *FILES) is False
    assert shown(start + '(list (kv/get "c" "b") (kv/get "c" "a") (kv/keys "c"))', *FILES) == '({:x "y"} nil ("b"))'


def test_embeddings(tmp_path: Path) -> None:
    text = """(vector-store/create "v")
    (vector-store/add "v" "x" (embedding/list->embedding '(1.0 0.0)) {:t 1})
    (vector-store/add "v" "y" '(0.0 1.0))
    """
    assert shown(text + '(map :id (vector-store/search "v" (embedding/list->embedding (list 0.9 0.1)) 5))') == '("x" "y")'
    assert shown(text + '(list (vector-store/delete "v" "x") (vector-store/delete "v" "x") (vector-store/count "v"))') == "(#t #f 1)"
    with pytest.raises(Error, match="the embedding has 3 numbers, those of the store 2"):
        sema(text + '(vector-store/add "v" "z" (list 1 2 3))')
    saved = text + f'(vector-store/save "v" "{tmp_path}/v.json") (vector-store/open "w" "{tmp_path}/v.json")'
    assert shown(saved + '(:metadata (first (vector-store/search "w" (list 1 0) 1)))', *FILES) == "{:t 1}"
    assert sema("(vector/distance '(0 0) '(3 4))") == 5.0
    assert sema("(vector/dot-product '(1 2 3) '(4 5 6))") == 32.0
    assert sema("(embedding/->list (vector/normalize '(3.0 4.0)))") == [0.6, 0.8]


@pytest.mark.parametrize(
    "text", ["attach '{}' as x; create table x.t(a)", "create table t(a); vacuum into '{}'", "pragma temp_store_directory = '{}'"]
)
def test_statements_reach_no_other_files(tmp_path: Path, text: str) -> None:
    text = text.format(tmp_path / "other.db")
    with pytest.raises(Error, match="db/exec-batch: the capabilities file-read and file-write are needed for other files"):
        sema(f'(db/open-memory "m") (db/exec-batch "m" "{text}")', "file-read")
    assert not list(tmp_path.iterdir())
    if "pragma" not in text:
        sema(f'(db/open-memory "m") (db/exec-batch "m" "{text}")', *FILES)
        assert [path.name for path in tmp_path.iterdir()] == ["other.db"]
    sema('(db/open-memory "m") (db/exec-batch "m" "attach \':memory:\' as x; create table x.t(a); vacuum")')


ENDLESS = "with recursive n(x) as (select 1 union all select x + 1 from n) select {} from n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'(db/query "m" "{ENDLESS.format("x")}")', "db/query: the rows are larger than the memory of the run"),
        (f'(db/exec-batch "m" "create table t as {ENDLESS.format("x")}")', "db/exec-batch: database or disk is full"),
        ('(db/exec-batch "m" "pragma max_page_count = 1000000")', "db/exec-batch: the capabilities"),
        ('(gzip/decompress (base64/decode-bytes BOMB))', "gzip/decompress: the result is larger than the memory of the run"),
    ],
)
def test_what_python_makes_keeps_to_the_memory_of_the_run(text: str, message: str) -> None:
    bomb = base64.b64encode(gzip.compress(bytes(100_000_000))).decode()
    with pytest.raises(Error, match=message):
        run('(db/open-memory "m")' + text.replace("BOMB", f'"{bomb}"'), "sema", memory=30_000_000, timeout=patient(60))


@pytest.mark.parametrize("wanted", ["max(x)", "x"])
def test_statements_keep_to_the_time_of_the_run(wanted: str) -> None:
    statement = ENDLESS.format(wanted) + (" where x < 0" if wanted == "x" else "")
    with pytest.raises(TimeLimitExceeded):
        run(f'(db/open-memory "m") (try (db/query "m" "{statement}") (catch e (:message e))) (let loop () (loop))', "sema", timeout=0.3)


# ---------------------------------------------------------------- files


def test_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("A")
    Path("b.txt").write_text("B")
    for kind, path in (("zip", "x.zip"), ("tar", "x.tar.gz"), ("tar", "x.tar")):
        assert sema(f'({kind}/create "{path}" (list "a.txt" "b.txt"))', *FILES) == 2
        assert sema(f'({kind}/extract "{path}" "out-{path}")', *FILES) == 2
        assert Path(f"out-{path}", "b.txt").read_text() == "B"
    assert sema('(zip/list "x.zip")', *FILES) == ["a.txt", "b.txt"]
    with zipfile.ZipFile("bad.zip", "w") as archive:
        archive.writestr("../out.txt", "x")
        archive.writestr("in.txt", "x")
    assert sema('(zip/extract "bad.zip" "inside")', *FILES) == 1
    assert not Path("out.txt").exists()
    with pytest.raises(Error, match=r"zip/list a.txt: File is not a zip file"):
        sema('(zip/list "a.txt")', *FILES)


def test_links_in_archives_stay_there(tmp_path: Path) -> None:
    import tarfile

    with tarfile.open(tmp_path / "l.tar", "w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert sema(f'(tar/extract "{tmp_path}/l.tar" "{tmp_path}/o")', *FILES) == 0


def test_streams_of_files(tmp_path: Path) -> None:
    text = f"""
    (define out (stream/open-output "{tmp_path}/f")) (stream/write-string out "one\\r\\ntwo\\nthree") (stream/close out)
    (define in (stream/open-input "{tmp_path}/f"))
    (list (stream/type in) (stream/read-line in) (stream/read in 2) (stream/read-byte in) (stream/available? in)
          (utf8->string (stream/read-all in)) (stream/read-line in) (stream/available? in) (stream/close in))"""
    assert shown(text, *FILES) == '("file-input" "one" #u8(116 119) 111 #t "\\nthree" nil #f nil)'
    copied = f'(stream/copy (stream/open-input "{tmp_path}/f") (stream/byte-buffer))'
    assert sema(copied, *FILES) == 14
    assert sema(f'(file/fold-lines "{tmp_path}/f" (fn (n l) (str n "<" l ">")) "")', *FILES) == "<one><two><three>"
    assert sema(f'(file/fold-lines-bytes "{tmp_path}/f" (fn (n l) (+ n (bytes/length l))) 0)', *FILES) == 11
    with pytest.raises(Error, match="stream is closed"):
        sema(f'(define s (stream/open-input "{tmp_path}/f")) (stream/close s) (stream/read s 1)', *FILES)


def test_input() -> None:
    runtime = Runtime("sema", stdin=io.StringIO("one\ntwo\nthree"))
    assert runtime.eval("(list (read-line) (stream/read-line *stdin*) (read-stdin) (read-line))") == ["one", "two", "three", None]
    runtime = Runtime("sema", stdin=io.StringIO("a\x1b[A\x03\r\x1bx"))
    keys = runtime.written(runtime.compile("(list (io/read-key) (io/read-key) (io/read-key) (io/read-key) (io/read-key) (io/read-key))"))
    assert keys == '({:char "a" :kind :char} {:kind :key :name :up} {:char "c" :kind :ctrl} {:kind :key :name :enter} {:char "x" :kind :alt} nil)'
    assert runtime.eval("(io/eof?)") is True


# ---------------------------------------------------------------- markup and text


def test_markdown() -> None:
    assert shown('(markdown/headings "# A #\\n```\\n# no\\n```\\n## B")') == '({:level 1 :text "A"} {:level 2 :text "B"})'
    assert shown('(markdown/frontmatter "plain")') == '{:body "plain" :frontmatter nil}'
    try:
        import markdown_it  # noqa: F401
    except ImportError:
        with pytest.raises(Error, match="markdown/to-html needs the package markdown-it-py"):
            sema('(markdown/to-html "# T")')
    else:
        assert sema('(markdown/to-html "# T")') == "<h1>T</h1>\n"


def test_html() -> None:
    page = "<div id=d><p class='x y'>a<p>b</p><ul><li>1<li><b>2</b></ul><img src=i.png></div>"
    assert sema(f'(html/select "{page}" "p.x")') == ['<p class="x y">a</p>']
    assert sema(f'(html/select-text "{page}" "#d > ul li, img[src=i.png]")') == ["1", "2", ""]
    assert sema(f'(html/select-text "{page}" "div b")') == ["2"]
    assert sema('(html/parse "<p>hello<p>world &amp; x")') == "<p>hello</p><p>world &amp; x</p>"
    with pytest.raises(Error, match="the selector p:first has more than"):
        sema('(html/select "x" "p:first")')


def test_secrets_and_differences() -> None:
    assert sema('(secret/redact "key AKIAIOSFODNN7EXAMPLE to prod")') == "key «redacted:aws-access-key» to prod"
    assert sema('(map :type (pii/detect "me@example.com, (415) 555-2671, 10.0.0.1"))') == ["email", "phone", "ipv4"]
    hunk = '(first (diff/hunks (diff/unified "a\\nb\\n" "a\\nB\\n")))'
    assert shown(f"(list (:old-start {hunk}) (:new-count {hunk}) (:lines {hunk}))") == '(1 2 (" a" "-b" "+B"))'
    assert sema('(:old-path (first (:files (diff/parse "--- a/x\\n+++ b/x\\n@@ -1 +1 @@\\n-o\\n+n\\n"))))') == "x"


def test_patch(tmp_path: Path) -> None:
    (tmp_path / "n").write_text("a\nb\n")
    assert sema(f'(patch/apply-file "{tmp_path}/n" (diff/unified "a\\nb\\n" "a\\nB\\n"))', *FILES) == 1
    assert (tmp_path / "n").read_text() == "a\nB\n"


# ---------------------------------------------------------------- what is not there


@pytest.mark.parametrize("name", ["ws/connect", "http/serve", "pdf/extract-text", "mcp/connect", "fs/watch"])
def test_what_is_not_there_says_why(name: str) -> None:
    with pytest.raises(Error, match=f"unbound variable: {name}") as caught:
        sema(f"({name} 1)")
    assert caught.value.notes and caught.value.notes[0].endswith(".")


# ---------------------------------------------------------------- workflows and models


def test_workflow() -> None:
    runtime = Runtime("sema")
    runtime.define("llm/provider", lambda request: "said " + request["messages"][-1]["content"])
    text = """(defworkflow audit "doc" {} (phase "A") (checkpoint :n 5) (def x (step "ask" {:name "scout"}))
                {:status :success :n (checkpoint :n) :x x})"""
    assert runtime.written(runtime.compile(text)) == '{:n 5 :status :success :x "said ask"}'
    assert runtime.written(runtime.compile("(map :event (workflow/journal))")) == (
        "(:run.started :phase.started :checkpoint :step.started :step.ended :run.ended)"
    )
    assert runtime.written(runtime.compile('(defworkflow w "d" {} 7)')) == "{:status :success :value 7}"
    with pytest.raises(Error, match='User exception: "boom"'):
        runtime.eval('(defworkflow w "d" {} (workflow/step "s" (fn () (throw "boom"))))')


def answering(count: list[int]) -> Runtime:
    def complete(request: dict[str, Any]) -> str:
        count[0] += 1
        return f"answer {count[0]}"

    runtime = Runtime("sema", allow=FILES)
    runtime.define("llm/provider", complete)
    return runtime


def test_tapes(tmp_path: Path) -> None:
    count = [0]
    text = f'(llm/with-cassette "{tmp_path}/t.jsonl" {{:mode MODE}} (fn () (list (llm/complete "a") (llm/complete "b") (llm/complete "a"))))'
    assert answering(count).eval(text.replace("MODE", ":auto")) == ["answer 1", "answer 2", "answer 1"]
    assert answering(count).eval(text.replace("MODE", ":replay")) == ["answer 1", "answer 2", "answer 1"]
    assert count == [2]
    with pytest.raises(Error, match="the request is not on the tape"):
        answering(count).eval(text.replace("MODE", ":replay").replace('"b"', '"c"'))
    runtime = answering(count)
    assert runtime.eval(f'(llm/cassette-load "{tmp_path}/t.jsonl") (list (llm/complete "a") (llm/cassette-eject) (llm/cassette-eject))') == [
        "answer 1", True, False,
    ]  # fmt: skip


def test_cache_fallback_and_pace() -> None:
    count = [0]
    runtime = answering(count)
    assert runtime.eval('(llm/with-cache (fn () (list (llm/complete "a") (llm/complete "a"))))') == ["answer 1", "answer 1"]
    assert runtime.written(runtime.compile("(llm/cache-stats)")) == "{:hits 1 :misses 1 :size 1}"
    assert runtime.eval('(list (llm/cache-clear) (= (llm/cache-key "a") (llm/cache-key "a" {:model "m"})))') == [1, False]
    bad = '(llm/define-provider :bad {:complete (fn (r) (throw "down"))})'
    assert runtime.eval(bad + '(llm/with-fallback [:bad :host] (fn () (llm/complete "x")))') == "answer 2"
    with pytest.raises(Error, match="down"):
        runtime.eval('(llm/with-fallback [:host :bad] (fn () (llm/complete "x"))) (llm/complete "x")')
    runtime = answering([0])
    assert runtime.eval('(< 90 (time/ms (fn () (llm/with-rate-limit 20 (fn () (llm/batch ["a" "b" "c"]))))))') is True


def test_costs() -> None:
    runtime = Runtime("sema")
    runtime.define("llm/provider", lambda request: {"content": "x", "usage": {"prompt_tokens": 1000000, "completion_tokens": 0}})
    text = '(llm/set-pricing "m" 0.5 1.0) (llm/set-budget 0.6) (llm/complete "a" {:model "m"}) '
    assert runtime.written(runtime.compile(text + "(llm/budget-remaining)")).startswith("{:limit 0.6 :remaining 0.09")
    with pytest.raises(Error, match=r"budget exceeded: 1\.0 of 0.6 USD"):
        runtime.eval('(llm/complete "b" {:model "m"}) (llm/complete "c" {:model "m"})')


def test_other_requests() -> None:
    runtime = Runtime("sema")

    class Fake:
        def complete(self, request: dict[str, Any]) -> str:
            return '{"similarity": 0.5, "differences": ["x"], "summary": "s"}'

        def embed(self, texts: list[str]) -> list[list[float]]:
            return [[float(len(text)), 1.0] for text in texts]

    runtime.define("llm/provider", Fake())
    assert runtime.eval('(:similarity (llm/compare "a" "b"))') == 0.5
    assert runtime.eval('(map :index (llm/rerank "aa" (list "aaaaaaaaa" "aa" "a") {:top-k 2}))') == [1, 2]
    assert runtime.eval('(string? (llm/summarize "long" {:style "one-line" :max-length 5}))') is True
