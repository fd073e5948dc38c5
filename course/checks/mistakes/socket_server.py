"""Mistakes of lesson 10: doors, ends, copies, pieces that are no messages, rude guests."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {
    # a door, and one client
    "fixed-port": Mistake(
        "The port is fixed, so a second server finds it taken.",
        "Bind to port 0: the system chooses a free one, and getsockname() says which.",
    ),
    "open-to-everybody": Mistake(
        "The socket listens on every network that this computer is connected to.",
        "The address in front of the port decides. Loopback is 127.0.0.1: nobody from outside can "
        "knock there.",
    ),
    "never-listens": Mistake(
        "The socket has an address, and nobody can connect: it does not listen.",
        "A socket becomes a door by two calls, bind and listen, in this order.",
    ),
    "answered-once": Mistake(
        "The first piece was answered, the next was not.",
        "recv returns one piece. A loop around recv and sendall goes on until the client leaves.",
    ),
    "suffix-forgotten": Mistake(
        "The pieces came back without the suffix.",
        "Send piece + suffix: both are bytes, so + puts them together.",
    ),
    "end-ignored": Mistake(
        "The client has left, and the loop goes on asking: recv returns b'' again and again.",
        "b'' is not an empty message. It means that the other side is done, for good. "
        "Look at what recv returned before you use it, and leave the loop on b''.",
    ),
    "end-answered": Mistake(
        "The client has said all it had to say, and is answered again and again.",
        "recv returned b'': the end, no message. Leave the loop before you send.",
    ),
    # a process for each client
    "served-in-turn": Mistake(
        "One client after the other is served: the second waits until the first has left.",
        "Start a process for each client and go back to accept at once. Join the children when "
        "all are there.",
    ),
    "threads-not-processes": Mistake(
        "All clients are served by one process.",
        "A thread lives inside its process. Start a Process for each connection.",
    ),
    "copy-left-open": Mistake(
        "The handler has closed its connection and ended, and its client still waits for the end.",
        "The parent holds a copy of the connection from accept. A connection ends when all copies "
        "are closed: close the parent's, right after start().",
    ),
    "closed-too-early": Mistake(
        "The connection was closed before the child had a copy of its own.",
        "First start(), then close(). The child gets its copy when it is started.",
    ),
    "never-reaped": Mistake(
        "The exit codes were read before the handlers had ended.",
        "Keep the Process objects, and join each of them before you ask for its exitcode.",
    ),
    # framing
    "recv-is-no-message": Mistake(
        "Each piece that recv returned was taken for a message.",
        "TCP keeps the order of bytes and no borders. Collect the pieces; a message ends where its "
        "newline is, not where a piece ends.",
    ),
    "rest-dropped": Mistake(
        "The beginning of a line was thrown away, because its end had not arrived yet.",
        "What follows the last newline belongs to the next message. Keep it, and put the next "
        "piece behind it.",
    ),
    "merged-lines-lost": Mistake(
        "Several lines arrived in one piece, and not all of them were handed out.",
        "After each recv, take out every complete line: that needs a loop, or a split.",
    ),
    "decoded-too-early": Mistake(
        "A piece was decoded that ended in the middle of a character.",
        "A character may take several bytes, and they may come in two pieces. Collect bytes; "
        "decode a line when all of it is there.",
    ),
    "tail-is-no-message": Mistake(
        "The last bytes had no newline behind them, and were handed out as a message.",
        "The client left in the middle of it. Who knows what it was going to say? Drop them.",
    ),
    # broadcast
    "list-not-shared": Mistake(
        "What one client says, no other hears: each handler keeps a list of its own.",
        "Handlers are processes, and share no list. The parent can reach all of them: let it pass "
        "on what comes in, through the lines.",
    ),
    "heard-by-the-talker": Mistake(
        "Who says something hears it back.",
        "Leave out the line that the piece came from.",
    ),
    "one-line-after-the-other": Mistake(
        "The parent waits for one handler, while another has something to say.",
        "recv on a line waits for that line alone. wait(lines) tells which of them are ready.",
    ),
    "first-leaver-ends-it": Mistake(
        "One client left, and nobody is passed anything any more.",
        "An EOFError from recv means that one handler has ended. Take its line out of the list, "
        "and go on with the others.",
    ),
    "deaf-while-waiting": Mistake(
        "A client hears the others only after it has said something itself.",
        "The handler waits for its client alone. Let it wait for both: wait([connection, line]).",
    ),
    # closing
    "accept-waits-for-ever": Mistake(
        "stop is set, and the server waits in accept for a client that may never come.",
        "Give the listening socket a timeout. Then accept raises TimeoutError now and then, and "
        "you can look at stop.",
    ),
    "never-reached": Mistake(
        "The clean-up stands after a loop that never ends.",
        "Code after `while True` runs only if something inside breaks. Ask stop.is_set() in the "
        "loop's condition.",
    ),
    "no-goodbye": Mistake(
        "The handlers were ended by force before they could say goodbye.",
        "They see stop, too, and end by themselves. Join them first, for a second at most.",
    ),
    "no-limit-for-the-stubborn": Mistake(
        "The server waits without limit for a handler that takes no notice of stop.",
        "join(1) returns after a second at the latest. If the child is alive then, end it, and "
        "join once more.",
    ),
    "handlers-left": Mistake(
        "run returned while handlers were still there.",
        "Keep each Process in a list. When the loop is over, join every one of them.",
    ),
    # rude clients
    "reset-not-survived": Mistake(
        "A client crashed, and the handler with it: recv raised ConnectionResetError.",
        "An end without a goodbye is an end. Catch ConnectionError around the whole conversation.",
    ),
    "waits-for-the-silent": Mistake(
        "A client says nothing and stays, and the handler waits for it for ever.",
        "connection.settimeout(patience) lets recv raise TimeoutError after that many seconds.",
    ),
    "keeps-everything": Mistake(
        "A line without an end is collected without a limit.",
        "After each piece, look at how much of an incomplete line you hold. More than limit bytes "
        "is too long.",
    ),
    "bytes-believed": Mistake(
        "Bytes that are not UTF-8 made the handler crash.",
        "decode() raises UnicodeDecodeError for what is not text. Catch it, and say so.",
    ),
    "every-end-is-alike": Mistake(
        "Whatever happened, the answer is the same.",
        "Catch each kind of end by its own name: one except clause for each word.",
    ),
}
