"""The composition root: everything the bot is made of, put together in one place.

`build_application` touches no network; `bot.serving` runs what it built.
"""

from __future__ import annotations

import asyncio
from typing import Any

from telegram import (
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode, UpdateType
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.access import ANYTHING_SAID, MENTION, NEW, NOT_FOR_OTHERS, REPLY_TO_BOT, Access
from bot.admin import AdminHandlers
from bot.buttons import ButtonHandlers
from bot.callbacks import CITE, EARLIER_MORE, MOVE, SHOW, SOURCE
from bot.chats import Chats
from bot.choices import LANGUAGE, ChoiceHandlers
from bot.citations import Citations
from bot.data import prompts_folder
from bot.delivery import Delivery
from bot.examples import EXAMPLE, Examples
from bot.gaps import GapHandlers, Gaps
from bot.graphic import GraphicHandlers
from bot.groups import Groups
from bot.handlers import Handlers
from bot.incidents import Incidents
from bot.inline import InlineHandlers
from bot.keeping import Keeping
from bot.languages import Languages
from bot.link_handlers import LinkHandlers
from bot.menus import Menus
from bot.notices import tell_admins
from bot.page_pictures import PAGE, PageHandlers
from bot.polling import Polling, Watch
from bot.processor import FairProcessor
from bot.reloading import Outcome, Reloader
from bot.schedule import Schedule
from bot.search import Searcher
from bot.service import Service, service
from bot.settings import Settings
from bot.tally import Tally
from bot.verifying import VerifyHandlers
from bot.welcome import Welcome
from retrieval import LiveArchive

App = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
"""All that is used; Telegram sends nothing else: no edits, no channel posts, no polls."""

OFFLINE_TOKEN = "0:offline"  # noqa: S105  # no secret: stands where a conversation needs no Telegram

READ_SECONDS = 20.0
"""How long a call may take to be answered; a file on a slow line needs more than the default 5."""

CONNECTIONS = 64
"""More than can be at work at once, so that nothing waits for a connection."""


def build_application(
    settings: Settings,
    archive: LiveArchive,
    *,
    tally: Tally | None = None,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
) -> Service:
    """The whole bot, ready to run; no network is needed to build it.

    Args:
        settings: `token`, `admins`, `allowed_chats`, `api_base_url`, `public_url`, `index` and `language` are
            used here.
        archive: What is asked.
        tally: Where it counts what it answers; one of its own when None.
        request: Instead of HTTP to Telegram, for a conversation in the terminal or in a test.
        get_updates_request: Instead of HTTP for polling; `request` when None.
    """
    searcher, tally, access = Searcher(), tally or Tally(), Access(settings.admins, settings.allowed_chats)
    # Without a token, as in the terminal, there is no key to name rows with: choices end with the program.
    chats = Chats(settings.index, settings.token.reveal().encode()) if settings.token else Chats()
    languages = Languages(prompts_folder(), settings.language, chats)
    menus = Menus(languages, settings.admins)
    pictures = PageHandlers(archive, languages, searcher)
    citations = Citations(public_url=settings.public_url)
    gaps = Gaps() if settings.count_unanswered else None
    handlers = Handlers(archive, languages, searcher, tally, chats, pictures, citations, gaps)
    buttons = ButtonHandlers(archive, languages, citations)
    examples = Examples(archive, languages, searcher)
    welcome = Welcome(archive, languages, examples, handlers.answer, access.from_admin.check_update)
    links = LinkHandlers(archive, handlers, buttons, welcome)
    reloader = Reloader(archive)
    admin = AdminHandlers(reloader, languages, tally)
    verifying = VerifyHandlers(archive, languages, searcher, citations)
    groups = Groups(languages, chats, access)
    counts, pages = settings.count_unanswered, settings.public_url is not None
    choices = ChoiceHandlers(languages, chats, menus, counts=counts, pages=pages)
    keeping = Keeping(archive, languages, access, is_local=settings.token is None)
    graphic = GraphicHandlers(languages, chats)
    inline = InlineHandlers(archive, languages, access.admits, citations)

    polling = Polling() if request is None else None
    watch = Watch(polling, lambda: application.stalled.set()) if polling else None

    async def announce(application: App) -> None:
        # A link to a bot in the terminal would lead to somebody else's.
        citations.username = application.bot.username if settings.token else None
        citations.shares = application.bot.supports_inline_queries
        await menus.announce(application.bot)
        if schedule:
            schedule.start()
        if watch:
            watch.start()

    async def tell(outcome: Outcome) -> None:
        await tell_admins(application.bot, settings.admins, outcome, languages)

    async def close(_application: App) -> None:
        if watch:
            await watch.stop()
        if schedule:
            await schedule.stop()
        searcher.close()
        await asyncio.to_thread(keeping.close)
        inline.close()
        await asyncio.to_thread(archive.given_out.save)

    schedule = Schedule(reloader, settings.reload_every, tell) if settings.reload_every else None
    builder = _builder(settings, request, get_updates_request or polling)
    builder = builder.rate_limiter(Delivery(moved=groups.move))
    application = service(builder.post_init(announce).post_shutdown(close), on_stop=reloader.stop)
    application.add_handlers([*keeping.handlers(), *graphic.handlers()])
    _add_button_handlers(application, handlers, buttons, links)
    application.add_handler(CommandHandler("help", welcome.help, NEW))
    application.add_handler(CallbackQueryHandler(welcome.example_button, EXAMPLE))
    application.add_handler(CommandHandler("gaps", GapHandlers(gaps, languages).gaps, access.from_admin))
    _add_handlers(application, access, handlers, admin, verifying, choices)
    _add_group_handlers(application, handlers, groups)
    application.add_handler(InlineQueryHandler(inline.asked))
    application.add_error_handler(Incidents(languages).handle)
    return application


def _builder(
    settings: Settings, request: BaseRequest | None, get_updates_request: BaseRequest | None
) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        allow_sending_without_reply=True,
    )
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.token(settings.token.reveal() if settings.token else OFFLINE_TOKEN)
    builder = builder.defaults(defaults).job_queue(None)
    builder = builder.concurrent_updates(FairProcessor())
    if settings.api_base_url:
        builder = builder.base_url(f"{settings.api_base_url}/bot")
        builder = builder.base_file_url(f"{settings.api_base_url}/file/bot")
    if request is not None:
        return builder.request(request).get_updates_request(get_updates_request or request)
    assert get_updates_request
    builder = builder.read_timeout(READ_SECONDS).connection_pool_size(CONNECTIONS)
    return builder.get_updates_request(get_updates_request)


def _add_button_handlers(
    application: App, handlers: Handlers, buttons: ButtonHandlers, links: LinkHandlers
) -> None:
    """What is done with an answer, and the links that lead back to its quotes."""
    application.add_handlers(
        [
            CommandHandler("start", links.start, NEW),
            CallbackQueryHandler(handlers.source_button, SOURCE),
            CallbackQueryHandler(buttons.page, SHOW),
            CallbackQueryHandler(buttons.move, MOVE),
            CallbackQueryHandler(buttons.citation, CITE),
            CallbackQueryHandler(buttons.earlier_more, EARLIER_MORE),
        ]
    )


def _add_handlers(
    application: App,
    access: Access,
    handlers: Handlers,
    admin: AdminHandlers,
    verifying: VerifyHandlers,
    choices: ChoiceHandlers,
) -> None:
    """Every way in, in the order in which they are tried."""
    private = filters.ChatType.PRIVATE & NEW
    said = filters.TEXT & ~filters.COMMAND
    application.add_handler(TypeHandler(Update, handlers.turn_away_unless(access.admits)), group=-1)
    application.add_handlers(
        [
            CommandHandler("reload", admin.reload, access.from_admin),
            CommandHandler("stats", admin.stats, access.from_admin),
            CommandHandler("ask", handlers.ask, NEW),
            CommandHandler("verify", verifying.verify, NEW),
            CommandHandler("source", handlers.source, NEW),
            CommandHandler("corpus", handlers.corpus, NEW),
            CommandHandler("language", choices.language, NEW),
            CommandHandler("privacy", choices.privacy, NEW),
            CommandHandler("forget", choices.forget, NEW),
            CallbackQueryHandler(choices.language_button, LANGUAGE),
            CallbackQueryHandler(handlers.pictures.button, PAGE),
            CallbackQueryHandler(handlers.unknown_button),
            MessageHandler(private & said & filters.FORWARDED, verifying.forwarded),
            MessageHandler(private & said, handlers.question),
            MessageHandler(private & ANYTHING_SAID & NOT_FOR_OTHERS, handlers.purpose),
        ]
    )


def _add_group_handlers(application: App, handlers: Handlers, groups: Groups) -> None:
    """What is said to the bot in a group without a command, and what becomes of groups."""
    said = filters.ChatType.GROUPS & NEW & filters.TEXT & ~filters.COMMAND
    moved = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
    application.add_handlers(
        [
            MessageHandler(said & MENTION, handlers.mention),
            MessageHandler(said & REPLY_TO_BOT, handlers.question),
            MessageHandler(moved, groups.migrated),
            ChatMemberHandler(groups.membership),
        ]
    )
