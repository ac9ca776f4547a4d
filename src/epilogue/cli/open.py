"""``epilogue open STORY``: the page that follows the story; with ``-o`` a report, a map, a screenplay."""

from __future__ import annotations

import socket
import sys
from argparse import Namespace

from epilogue.cli.console import Parser, say, story_parser, write_whole
from epilogue.cli.limits import add_limits, searching

LOOPBACK = "127.0.0.1"


def main(arguments: list[str]) -> int:
    """Serve the page, or write the file."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.output is not None:
        from epilogue.cli.output_files import written

        with searching(options) as watch:
            content = written(options, parser, watch)
        write_whole(options.output, content)
        say(f"Saved {options.output}.")
        return 0
    return serve(options, parser)


def _parser() -> Parser:
    parser = story_parser("open", "Look at the story: a page in the browser that follows your edits.")
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        help="write a file: a report (.html, .md), the map (.svg, .png, .dot, .mmd), with --play a screenplay (.fountain, .txt)",
    )
    parser.add_argument("--map", action="store_true", help="with -o FILE.html: only the map")
    parser.add_argument("--play", metavar="PLAY", help="with -o: a saved playthrough, beside what could have been")
    parser.add_argument("--from", metavar="PASSAGE", dest="entry", help="with -o: the map from there on")
    add_limits(parser)
    parser.add_argument(
        "--host", default=LOOPBACK, metavar="ADDRESS", help=f"address to listen at (default: {LOOPBACK}, this machine only)"
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="0: any free port")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser


def serve(options: Namespace, parser: Parser) -> int:
    """The page, until Ctrl-C."""
    import uvicorn

    from epilogue.languages import registry
    from epilogue.web.app import Workers, application

    main_file, _ = registry.find(options.story)
    try:
        listener = socket.create_server((options.host, options.port))
    except OSError as error:
        parser.error(f"cannot listen at {options.host}:{options.port}: {error.strerror or error}")
    port = listener.getsockname()[1]
    name = main_file.name
    hosts = [f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]", options.host)]
    if options.host not in (LOOPBACK, "localhost", "::1"):
        say(f"Warning: anybody who can reach {options.host}:{port} can read this story.", sys.stderr)
    address = f"http://{options.host if options.host != '0.0.0.0' else 'localhost'}:{port}/"
    say(f"{name}: {address}  (Ctrl-C ends it)")
    sys.stdout.flush()
    if not options.no_browser:
        import webbrowser

        webbrowser.open(address)
    app = application(Workers.for_story(str(main_file), options.allow_outside), name, str(main_file), hosts)

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.end()  # shutdown would wait for open pages, then end with a traceback
            await super().shutdown(sockets)

    Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)).run([listener])
    return 0
