"""What tasks need of the host: a clock, threads for their calls of Python, waits for what happens outside.

Each task that calls Python has a thread of its own from its first call to its end, so that thread-local data, re-entrant locks
and connections that stay in their thread work as they do in Python. The machine itself is in one thread: what these threads
touch are Python's objects, a queue of what has ended, and nothing of the machine.
"""

from __future__ import annotations

from collections import deque
from threading import Condition, Event, Thread, get_ident
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LOOK = 0.02  # seconds between looks at interruptions and the time limit, while the machine waits
PATIENCE = 0.05  # seconds after which a thread that waits for the machine looks whether it is free
IDLE_THREADS = 16  # that are kept for the tasks to come
IDLE_SECONDS = 30.0


class OutOfTime(Exception):
    """The machine ends the run for it."""

    status = "TIMEOUT"


class Outbox:
    """What threads and the machine's side share: without a way to the machine, which may go while a thread is idle."""

    def __init__(self) -> None:
        self.changed = Condition()
        self.events: deque[int] = deque()  # see task-events
        self.results: dict[int, tuple[bool, Any]] = {}
        self.outstanding: set[int] = set()  # calls that somebody waits for
        self.idle: list[Worker] = []

    def finished(self, number: int, result: tuple[bool, Any]) -> None:
        with self.changed:
            if number in self.outstanding:
                self.outstanding.discard(number)
                self.results[number] = result
                self.events.append(number)
                self.changed.notify_all()

    def forget(self, worker: Worker) -> bool:
        """May an idle thread end?"""
        with self.changed:
            if worker in self.idle:
                self.idle.remove(worker)
                return True
            return False


class Worker:
    """A thread that makes calls one after another."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.jobs: deque[tuple[int, Callable[[], Any]] | None] = deque()
        self.wanted = Condition()
        self.thread = Thread(target=self.work, name="vmcore task", daemon=True)
        self.thread.start()

    def submit(self, job: tuple[int, Callable[[], Any]] | None) -> None:
        with self.wanted:
            self.jobs.append(job)
            self.wanted.notify()

    def work(self) -> None:
        while True:
            with self.wanted:
                if not self.wanted.wait_for(lambda: self.jobs, IDLE_SECONDS):
                    if self.outbox.forget(self):
                        return
                    continue
                job = self.jobs.popleft()
            if job is None:
                return
            self.make(*job)
            del job  # nothing of a call lives on in an idle thread

    def make(self, number: int, call: Callable[[], Any]) -> None:
        try:
            result: tuple[bool, Any] = True, call()
        except BaseException as error:  # noqa: BLE001 - it belongs to the task that called
            result = False, error
        self.outbox.finished(number, result)


class Request:
    """A call of a function of the program from a thread that is not the machine's."""

    def __init__(self, procedure: Any, args: tuple[Any, ...]) -> None:
        self.procedure = procedure
        self.args = args
        self.taken = False
        self.done = Event()
        self.value: Any = None
        self.error: BaseException | None = None


class Tasks:
    """The threads and events of one machine."""

    def __init__(self, machine: Any, limit: int) -> None:
        self.machine = machine
        self.limit = limit  # tasks at a time
        self.outbox = Outbox()
        self.workers: dict[int, Worker] = {}  # task -> its thread
        self.requests: dict[int, Request] = {}
        self.requested = 0

    def __del__(self) -> None:
        for worker in (*self.workers.values(), *self.outbox.idle):
            worker.submit(None)

    def elsewhere(self, procedure: Any, args: tuple[Any, ...]) -> Any:
        """A call from a thread that is not the machine's: made by a task when the machine gets to it, or right here when the
        machine's thread is in Python or has ended its run."""
        request = Request(procedure, args)
        with self.outbox.changed:
            self.requested += 1
            number = self.requested
            self.requests[number] = request
            self.outbox.events.append(-number)
            self.outbox.changed.notify_all()
        while not request.done.wait(PATIENCE):
            with self.outbox.changed:
                if request.taken or not self.machine.lends():
                    continue
                del self.requests[number]
                self.outbox.events.remove(-number)
            return self.machine.borrow(procedure, args)
        if request.error is not None:
            raise request.error
        return request.value

    # ---- in the machine's thread

    def began(self, live: int) -> None:
        if live > self.limit:
            from pyfront.clojure.failures import JavaError

            raise JavaError(f"there are {self.limit} tasks already", "java.util.concurrent.RejectedExecutionException")

    def worker(self, task: int) -> Worker:
        with self.outbox.changed:
            found = self.workers.get(task) or (self.outbox.idle.pop() if self.outbox.idle else None)
        if found is None:
            try:
                found = Worker(self.outbox)
            except RuntimeError as error:  # the system gives no more threads
                from pyfront.clojure.failures import JavaError

                raise JavaError(str(error), "java.lang.OutOfMemoryError") from None
        self.workers[task] = found
        return found

    def submit(self, task: int, number: int, call: Callable[[], Any]) -> None:
        worker = self.worker(task)
        with self.outbox.changed:
            self.outbox.outstanding.add(number)
        worker.submit((number, call))

    def ended(self, task: int) -> None:
        worker = self.workers.pop(task, None)
        if worker is None:
            return
        with self.outbox.changed:
            if len(self.outbox.idle) < IDLE_THREADS:
                self.outbox.idle.append(worker)
                return
        worker.submit(None)

    def left(self, task: int, number: int) -> None:
        """The task does not wait for a call any more: its thread ends after it, and the next call gets another."""
        worker = self.workers.pop(task, None)
        with self.outbox.changed:
            self.outbox.outstanding.discard(number)
            self.outbox.results.pop(number, None)
        if worker is not None:
            worker.submit(None)

    def wait(self, seconds: float | None) -> list[int] | None:
        """What has happened, after at most so many seconds; None if nothing ever will."""
        until = None if seconds is None else monotonic() + seconds
        while True:
            with self.outbox.changed:
                if not self.outbox.events and seconds != 0:
                    if until is None and not self.outbox.outstanding and not self.may_be_called():
                        return None
                    self.outbox.changed.wait(self.pause(until))
                found = list(self.outbox.events)
                self.outbox.events.clear()
            self.look()
            if found or (until is not None and monotonic() >= until):
                return found

    def pause(self, until: float | None) -> float:
        ends = [LOOK]
        left = self.machine.seconds_left()
        if left is not None:
            ends.append(left)
        if until is not None:
            ends.append(until - monotonic())
        return max(0.0, min(ends))

    def look(self) -> None:
        """What ends the run while it waits."""
        if self.machine.stopping():
            raise KeyboardInterrupt
        left = self.machine.seconds_left()
        if left is not None and left <= 0:
            raise OutOfTime

    def may_be_called(self) -> bool:
        """Could another thread of Python's call a function that the program gave away?"""
        from threading import enumerate as threads

        if self.machine.given_away() == 0:
            return False
        mine = {worker.thread for worker in (*self.workers.values(), *self.outbox.idle)}
        return any(one.ident != get_ident() and one not in mine for one in threads())

    def take(self, number: int) -> list[Any]:
        request = self.requests[number]
        request.taken = True
        return [request.procedure, list(request.args)]

    def answer(self, number: int, value: Any, error: BaseException | None) -> None:
        request = self.requests.pop(number)
        request.value, request.error = value, error
        request.done.set()


# ---------------------------------------------------------------- services


def _of(root: Any) -> Tasks:
    found: Tasks = root.tasks
    return found


def sleep(root: Any, machine: Any, millis: Any) -> None:
    """Where nothing else can run meanwhile."""
    from time import sleep as pause

    until = monotonic() + float(machine.plain(millis)) / 1000
    while True:
        _of(root).look()
        left = until - monotonic()
        if left <= 0:
            return
        limit = machine.seconds_left()
        pause(min(left, LOOK, LOOK if limit is None else max(limit, 0.0)))


def elapsed(root: Any, machine: Any) -> float:
    return monotonic()


def began(root: Any, machine: Any, live: int) -> None:
    _of(root).began(live)


def ended(root: Any, machine: Any, task: int) -> None:
    _of(root).ended(task)


def left(root: Any, machine: Any, task: int, number: int) -> None:
    _of(root).left(task, number)


def events(root: Any, machine: Any, seconds: Any) -> Any:
    return _of(root).wait(machine.plain(seconds))


def base(root: Any, machine: Any, thunk: Any) -> Any:
    """The continuation that a procedure answers which is called with nothing below it."""
    return machine.apply(thunk, ())


def submit(root: Any, machine: Any, task: int, number: int, kind: Any, a: Any, b: Any, c: Any) -> None:
    from pyfront.clojure.interop import CALLS

    _of(root).submit(task, number, CALLS[kind.name](root, machine, a, b, c))


def result(root: Any, machine: Any, number: int) -> Any:
    good, value = _of(root).outbox.results.pop(number)
    if not good:
        raise value
    return value


def value(root: Any, machine: Any, number: int) -> Any:
    """As result, where a program calls a procedure: what has a counterpart in Clojure becomes that."""
    return machine.hold(result(root, machine, number))


def call(root: Any, machine: Any, kind: Any, a: Any, b: Any, c: Any) -> Any:
    from pyfront.clojure.interop import CALLS

    return machine.call_out(CALLS[kind.name](root, machine, a, b, c))


def thread_call(root: Any, machine: Any, number: int) -> Any:
    return _of(root).take(number)


def thread_answer(root: Any, machine: Any, number: int, value: Any, raiser: Any) -> None:
    """``raiser``: a procedure that raises the value, if it is what was raised, else false."""
    tasks = _of(root)
    try:
        if raiser is False:
            tasks.answer(number, machine.plain(value), None)
        else:
            machine.apply(raiser, (value,))
    except BaseException as error:  # noqa: BLE001 - it belongs to the thread that called
        tasks.answer(number, None, error)
        if not isinstance(error, Exception):
            raise


def processors(root: Any, machine: Any) -> int:
    from os import cpu_count

    return cpu_count() or 1


SERVICES: dict[str, Any] = {
    "sleep": sleep, "elapsed": elapsed, "task-began": began, "task-ended": ended, "task-left": left, "task-events": events,
    "task-base": base, "task-submit": submit, "task-result": result, "task-value": value, "task-call": call,
    "thread-call": thread_call, "thread-answer": thread_answer, "processors": processors,
}  # fmt: skip
