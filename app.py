"""Put the application together: settings, desk, extensions, blueprints, answers to what goes wrong."""

from __future__ import annotations

import os

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from reports.signing_means import SigningMeans
from services import people
from services.backup import behind, known_outside
from services.cases import Disposed
from services.desk import Desk, NotFound, open_desk
from services.jobs import hand_over_to, open_queue, run_now
from services.log_keys import log_keys_from, shown_state
from settings import ROOT, Settings, from_environment
from web import BLUEPRINTS, commands
from web.account import greet_stranger
from web.desk import SignedIn
from web.language import t
from web.pagewords import teach_templates
from web.permissions import guard_requests
from web.rolled_back import guard_store
from web.security import guard_answers
from web.session import StoredSessions


def create_app(settings: Settings | None = None, desk: Desk | None = None) -> Flask:
    """The application; ``settings`` from the environment unless given, ``desk`` opened unless given (tests)."""
    settings = settings or from_environment(os.environ)
    desk = desk or desk_for(settings)
    app = Flask("web", root_path=str(ROOT / "web"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_limit + 64 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["tongguan"] = desk
    app.extensions["tongguan.anchoring"] = settings.anchoring
    app.session_interface = StoredSessions(desk, https=settings.https)
    Bootstrap5(app)
    CSRFProtect(app)
    _signed_in_people(app, desk)
    guard_requests(app)
    guard_store(app, behind(desk, known_outside(shown_state(settings.anchoring.public))))
    guard_answers(app, https=settings.https)
    teach_templates(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    commands.register(app)
    _say_what_went_wrong(app)
    return app


def desk_for(settings: Settings) -> Desk:
    """Open the store and the law; builds go to the worker's queue, or run at once without one."""
    opened: list[Desk] = []  # the queue wants to know the desk before there is one

    def run_here(job_id: str) -> None:
        run_now(opened[0], job_id)

    hand_over = hand_over_to(open_queue(settings.queue), lambda: opened[0]) if settings.background else run_here
    opened.append(
        open_desk(
            settings.database_url,
            settings.files,
            settings.fonts,
            regime=settings.regime,
            hand_over=hand_over,
            overlays=settings.overlays,
            signing=means_of(settings),
            log_keys=log_keys_from(settings),
            drawn=settings.drawn,
        )
    )
    return opened[0]


def means_of(settings: Settings) -> SigningMeans:
    return SigningMeans(
        settings.signing_certificate,
        settings.signing_passphrase,
        settings.signing_command,
        settings.signing_stamps,
        settings.signing_trust,
    )


def _signed_in_people(app: Flask, desk: Desk) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # our sessions live in the store and are renewed at sign-in
    manager.unauthorized_handler(greet_stranger)

    @manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def load(person_id: str) -> SignedIn | None:
        person = people.person_by_id(desk, person_id)
        return SignedIn(person) if person else None


def _say_what_went_wrong(app: Flask) -> None:
    @app.errorhandler(NotFound)
    @app.errorhandler(404)
    def not_found(_: Exception) -> tuple[str, int]:
        return _message(
            t("找不到这个页面", "There is no such page"),
            t(
                "地址可能有误，或内容已被移除；也可能属于另一家公司。",
                "The address may be wrong, the thing may be gone, or belong to another company.",
            ),
        ), 404

    @app.errorhandler(Disposed)
    def disposed(_: Exception) -> tuple[str, int]:
        return _message(
            t("这个项目已依规处置", "This case was disposed of"),
            t(
                "保存期限届满后，经两人批准，其内容和文件已删除；编号、记录与证明保留，见“留痕”和“保存与删除”。",
                "After its term of keeping two people agreed, and its content and files were deleted. Reference, "
                "records and proofs stay: see the trail, and keeping and erasure.",
            ),
        ), 410

    @app.errorhandler(403)
    def not_allowed(_: Exception) -> tuple[str, int]:
        return _message(
            t("您的角色不能打开这里", "Your role does not open this"),
            t("如确有需要，请联系管理员调整角色。", "If you need it, ask an administrator to change your role."),
        ), 403

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(_: Exception) -> tuple[str, int] | Response:
        size = (request.content_length or 0) / 1024 / 1024
        limit = app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024
        sentence = t(
            f"上传的内容有 {size:.0f} MB，超过 {limit} MB 的上限；请拆分或压缩后再传，没有任何内容被改动。",
            f"The upload is {size:.0f} MB and the limit is {limit} MB; split or compress it. Nothing was changed.",
        )
        return _message(t("文件太大", "The file is too large"), sentence), 413

    @app.errorhandler(CSRFError)
    def stale_page(_: Exception) -> Response | tuple[str, int]:
        flash(
            t(
                "页面打开太久，刚才的操作没有执行；请再试一次。",
                "The page was open for too long and the step was not taken; try again.",
            ),
            "wait",
        )
        return redirect(request.referrer or url_for("portfolio.overview"))

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> tuple[str, int]:
        return _message(
            t("这一步没有完成", "This step was not taken"), t("请返回后再试。", "Go back and try again.")
        ), error.code or 500

    @app.errorhandler(500)
    def broken(_: Exception) -> tuple[str, int]:
        return _message(
            t("服务器没能完成这一步", "The server could not finish this step"),
            t(
                "已保存的内容不受影响；请稍后再试，若再次发生请联系管理员。",
                "What was saved is safe; try again, and tell an administrator if it happens again.",
            ),
        ), 500


def _message(heading: str, sentence: str) -> str:
    return render_template("message.html", heading=heading, sentence=sentence)
