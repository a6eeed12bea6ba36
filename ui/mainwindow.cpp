#include "mainwindow.h"

#include "announce.h"
#include "copying.h"
#include "heldrequests.h"
#include "lessons/lessonpanel.h"
#include "overlap/analysis/status.h"
#include "panels/controlbar.h"
#include "panels/details.h"
#include "panels/emptycard.h"
#include "panels/gatestrip.h"
#include "panels/legend.h"
#include "panels/problembar.h"
#include "panels/sendpanel.h"
#include "panels/summaryline.h"
#include "rules/rulespage.h"
#include "settingsfile.h"
#include "tables/tablespane.h"
#include "terms.h"
#include "timeline/overview.h"
#include "timeline/timelineview.h"
#include "wheelguard.h"
#include "widgets/focusring.h"
#include "widgets/plainlabel.h"
#include "widgets/scrollpage.h"

#include <QApplication>
#include <QDesktopServices>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QGuiApplication>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto paceLeast = 50ms; // numbers that change faster can't be read
constexpr auto paceMost = 1000ms;
constexpr auto watchInterval = 50ms;
constexpr int refreshShare = 10; // refreshing takes at most 1/10 of the main thread's time
constexpr qint64 lagWindowNs = 10'000'000'000;

QString statusTerms()
{
    QStringList lines;
    for (const Term term : {Term::LoopLag, Term::Dropped, Term::Paint, Term::Keeping})
        lines += nameOf(term) + u": "_s + meaningOf(term);
    return lines.join(u'\n');
}

} // namespace

MainWindow::MainWindow(Session &session, WindowOptions options, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_options(std::move(options))
    , m_settings(openSettings(m_options.settingsFile, m_notice))
{
    m_refresh.setSingleShot(true);
    m_watchdog.setInterval(watchInterval);
    build();
    guardFromWheel(*this);
    new FocusRing(this);
    buildMenus();
    wire();
    restore();
    if (m_options.lesson)
        openLesson(*m_options.lesson);
    showState(m_session.state());
    refresh();
    if (!m_notice.isEmpty())
        showProblem({Problem::Kind::Other, m_notice});
}

MainWindow::~MainWindow()
{
    hide(); // a field that loses the focus reports its value: now its receivers still exist
}

void MainWindow::build()
{
    // All texts are English. In a right-to-left layout "/a" would be shown as "a/".
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    const auto now = [this] { return m_session.nowNs(); };
    m_bar = new ControlBar(m_options.plans);
    m_sendPanel = new SendPanel;
    m_summary = new SummaryLine(m_session.store());
    m_gates = new GateStrip(m_session.gates());
    m_exposure = new ProblemBar;
    m_exposure->setObjectName("exposure"_L1);
    m_crowded = new ProblemBar;
    m_crowded->setObjectName("crowded"_L1);
    m_problem = new ProblemBar;
    m_problem->setObjectName("problem"_L1);
    m_cleared = new ProblemBar;
    m_cleared->setObjectName("cleared"_L1);
    m_tables = new TablesPane(m_session.store(), m_selection, now);
    m_tables->setObjectName("tables"_L1);
    buildRules();
    m_tables->setWallClock([this](qint64 ns) { return m_session.wallClockMs(ns); });
    m_details = new Details(m_session.store(), m_selection, now);
    m_details->setClientRequests(m_session.clientRequests());
    m_details->setConnectionSearch(m_connectionSearch);
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->addWidget(m_tables);
    m_columns->addWidget(m_details);
    m_rows = new QSplitter(Qt::Vertical);
    m_rows->addWidget(buildTimelineArea());
    m_rows->addWidget(m_columns);
    buildLessons();
    for (QSplitter *splitter : {m_rows, m_columns, m_sides})
        splitter->setChildrenCollapsible(false);
    auto *central = new QWidget;
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins({});
    column->setSpacing(0);
    for (QWidget *widget : {static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_sendPanel),
                            static_cast<QWidget *>(m_summary), static_cast<QWidget *>(m_exposure),
                            static_cast<QWidget *>(m_crowded), static_cast<QWidget *>(m_problem),
                            static_cast<QWidget *>(m_cleared), static_cast<QWidget *>(m_gates)})
        column->addWidget(widget);
    column->addWidget(m_sides, 1);
    auto *page = new ScrollPage(central);
    page->setFocusPolicy(Qt::NoFocus); // its parts take it
    setCentralWidget(page);
    m_status = dimLabel();
    m_status->setObjectName("status"_L1);
    m_status->setToolTip(Qt::convertFromPlainText(statusTerms(), Qt::WhiteSpaceNormal));
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    statusBar()->addWidget(m_status, 1);
    tellCopies(*statusBar());
    statusBar()->setContentsMargins(fontMetrics().averageCharWidth(), 0, 0, 0);
}

// The card covers the timeline until there is something to see.
QWidget *MainWindow::buildTimelineArea()
{
    m_timeline =
        new TimelineView(m_session.store(), m_selection, [this] { return m_session.nowNs(); });
    m_timeline->setObjectName("timeline"_L1);
    m_timeline->setClientRequests(m_session.clientRequests());
    m_card = new EmptyCard(m_options.plans.front().count);
    m_card->cover(m_timeline);
    auto *area = new QWidget;
    auto *grid = new QGridLayout(area);
    grid->setContentsMargins({});
    grid->setSpacing(0);
    m_overview = new Overview(m_session.store().concurrency());
    grid->addWidget(m_timeline, 0, 0);
    auto *below = new QHBoxLayout;
    below->setSpacing(0);
    below->addWidget(m_overview, 1);
    addZoomButtons(*below);
    grid->addLayout(below, 1, 0);
    grid->setRowStretch(0, 1);
    grid->addWidget(m_card, 0, 0, Qt::AlignCenter);
    m_legend = new Legend;
    grid->addWidget(m_legend, 0, 1, 2, 1);
    grid->setColumnStretch(0, 1);
    auto *legend = new QToolButton;
    legend->setObjectName("legendButton"_L1);
    legend->setText(tr("Legend"));
    legend->setToolTip(tr("What the picture means (L in the timeline)"));
    legend->setAutoRaise(true);
    connect(legend, &QToolButton::clicked, m_timeline, &TimelineView::legendAsked);
    auto *corner = new QHBoxLayout; // leaves the edge to the timeline's focus
    corner->setContentsMargins(4, 0, 0, 4);
    corner->addWidget(legend);
    grid->addLayout(corner, 0, 0, Qt::AlignLeft | Qt::AlignBottom);
    return area;
}

void MainWindow::addZoomButtons(QHBoxLayout &row)
{
    struct Button
    {
        const char *name;
        QString text, meaning;
        void (TimelineView::*pressed)();
    };
    const std::array buttons = {
        Button{"zoomOut", u"−"_s, tr("Zoom out"), &TimelineView::zoomOut},
        Button{"zoomIn", u"+"_s, tr("Zoom in"), &TimelineView::zoomIn},
        Button{"fitAll", tr("All"), tr("Show everything"), &TimelineView::fitAll},
    };
    for (const Button &each : buttons) {
        auto *button = new QToolButton;
        button->setObjectName(QLatin1StringView(each.name));
        button->setText(each.text);
        button->setToolTip(each.meaning);
        button->setAccessibleName(each.meaning);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, m_timeline, each.pressed);
        row.addWidget(button);
    }
}

void MainWindow::wire()
{
    connect(&m_session, &Session::stateChanged, this, &MainWindow::showState);
    connect(&m_session, &Session::problemOccurred, this, &MainWindow::showProblem);
    connect(&m_session, &Session::acceptingResumed, m_crowded, &ProblemBar::clear);
    connect(&m_session, &Session::storeChanged, this, &MainWindow::storeChanged);
    connect(&m_session, &Session::sendProgressed, this, &MainWindow::showSending);
    connect(&m_session, &Session::sendFinished, this, &MainWindow::showResults);
    connect(&m_session, &Session::gatesChanged, m_gates, &GateStrip::refresh);
    connect(&m_refresh, &QTimer::timeout, this, &MainWindow::refresh);
    connect(&m_watchdog, &QTimer::timeout, this, &MainWindow::watchLoops);

    connect(m_bar, &ControlBar::startPressed, this, &MainWindow::start);
    connect(m_bar, &ControlBar::stopPressed, this, &MainWindow::stop);
    connect(m_bar, &ControlBar::openPressed, this,
            [this] { QDesktopServices::openUrl(m_session.url()); });
    connect(m_bar, &ControlBar::copyPressed, this, &MainWindow::copyUrl);
    connect(m_bar, &ControlBar::sendPressed, this, &MainWindow::startAndSend);
    connect(m_bar, &ControlBar::cancelPressed, &m_session, &Session::cancelSend);
    connect(m_sendPanel, &SendPanel::sendPressed, this, &MainWindow::startAndSend);
    connect(m_sendPanel, &SendPanel::cancelPressed, &m_session, &Session::cancelSend);
    connect(m_bar, &ControlBar::strategyChosen, this, &MainWindow::takeStrategy);
    connect(m_bar, &ControlBar::comparePressed, this, &MainWindow::compare);
    connect(m_bar, &ControlBar::livePressed, m_timeline, &TimelineView::setLive);
    connect(m_card, &EmptyCard::startPressed, this, &MainWindow::start);
    connect(m_card, &EmptyCard::sendPressed, this,
            [this] { startAndSend(m_options.plans.front()); });
    connect(m_problem, &ProblemBar::portChosen, this, [this](quint16 port) {
        m_bar->setPort(port);
        start();
    });
    connect(m_cleared, &ProblemBar::offerTaken, this, &MainWindow::undoClear);
    connect(m_timeline, &TimelineView::rangeChanged, m_overview, &Overview::setRange);
    connect(m_overview, &Overview::rangeChosen, m_timeline, &TimelineView::showRange);
    const auto showSearch = [this] {
        const auto found = m_connectionSearch.search();
        m_timeline->setSearch(found ? found : m_tables->search());
    };
    connect(m_tables, &TablesPane::searchChanged, this, showSearch);
    connect(&m_connectionSearch, &ConnectionSearch::changed, this, showSearch);
    connect(m_tables, &TablesPane::detailsWanted, m_details, [this] { m_details->setFocus(); });
    connect(m_tables, &TablesPane::urlWanted, m_details, &Details::copyUrl);
    connect(m_tables, &TablesPane::curlWanted, m_details, &Details::copyCurl);
    connect(m_tables, &TablesPane::requestActivated, this, [this](quint64 id) {
        m_timeline->selectRequest(id);
        m_timeline->setFocus();
    });
    connect(m_tables, &TablesPane::connectionActivated, this, [this](quint32 id) {
        m_timeline->selectConnection(id);
        m_timeline->setFocus();
    });
    connect(m_timeline, &TimelineView::liveChanged, this, [this](bool live) {
        m_bar->showLive(live, m_timeline->missed());
        m_tables->setFollowing(live);
    });
    connect(m_timeline, &TimelineView::menuWanted, m_tables,
            [this](QMenu *menu, quint64 id) { m_tables->addRequestActions(*menu, id); });
    connect(m_tables, &TablesPane::requestMenuOpens, m_heldRequests, &HeldRequests::addTo);
    connect(m_timeline, &TimelineView::activated, this, [this](quint64 id) {
        m_selection.select(id);
        m_details->setFocus();
    });
    wireLessons();
    wireRules();
}

void MainWindow::start()
{
    if (m_session.state() != Session::State::Stopped)
        return;
    if (!m_isOfRules)
        m_problem->clear();
    if (const QString problem = m_bar->problem(); !problem.isEmpty()) {
        showProblem({Problem::Kind::Other, problem});
        return;
    }
    m_beforeLessons.startedByHand(settings());
    m_session.start(settings());
}

void MainWindow::stop()
{
    m_beforeLessons.stoppedByHand();
    m_session.stop();
}

Settings MainWindow::settings() const
{
    Settings settings = m_options.overrides.over({});
    settings.host = m_bar->host();
    settings.port = m_bar->port();
    settings.strategy = m_bar->strategy();
    settings.cors = m_cors->isChecked();
    return settings;
}

void MainWindow::startAndSend(const load::Plan &plan)
{
    if (m_session.isServing()) {
        showSending(0, 0, plan.total());
        m_session.send(plan);
    } else if (m_session.state() == Session::State::Stopped) {
        m_toSend = plan;
        start();
    }
}

void MainWindow::showState(Session::State state)
{
    const QUrl url = m_session.url();
    m_bar->showState(state, url);
    m_sendPanel->showState(state);
    m_card->showState(state, url);
    if (state == Session::State::Stopped) {
        m_crowded->clear();
        m_watchdog.stop();
        watchLoops();
        announce(m_status, tr("Stopped"));
    }
    m_startAction->setEnabled(state == Session::State::Stopped);
    m_stopAction->setEnabled(state != Session::State::Stopped);
    if (state == Session::State::Serving) {
        announce(m_status, tr("Serving at %1").arg(url.toDisplayString()));
        m_watchdog.start();
        m_session.setCors(m_cors->isChecked()); // changed since the settings that a lesson takes
        m_details->setOrigin(url.toEncoded(QUrl::RemovePath));
        if (m_toSend)
            startAndSend(*std::exchange(m_toSend, {}));
    }
    showExposure();
    refresh();
    if (state == Session::State::Stopped && m_isLeaving)
        close();
}

void MainWindow::showProblem(const Problem &problem)
{
    // If the port is in use, one click chooses another one. Then the plan is still sent.
    if (problem.suggestedPort == 0)
        m_toSend.reset();
    // This problem may occur often, and ends by itself.
    const bool lasts = problem.kind == Problem::Kind::OutOfDescriptors;
    ProblemBar *const bar = lasts ? m_crowded : m_problem;
    if (!lasts)
        m_isOfRules = problem.isOfRules();
    lasts ? bar->showLasting(problem.text) : bar->showProblem(problem);
    announce(bar, problem.text);
}

void MainWindow::showSending(int answered, int failed, int count)
{
    m_bar->showSending(true, answered + failed, count);
    m_sendPanel->showProgress(answered, failed, count);
    m_cancelAction->setEnabled(true);
}

void MainWindow::showResults(const QList<load::Result> &results)
{
    m_bar->showSending(false, 0, 0);
    m_cancelAction->setEnabled(false);
    m_sendPanel->showResults(results);
    const auto unanswered = [](const load::Result &result) { return !result.error.isEmpty(); };
    const auto first = std::find_if(results.begin(), results.end(), unanswered);
    if (m_lessons->isRunning() || first == results.end() || !m_session.isServing() ||
        m_sendPanel->isVisible())
        return; // a lesson and a visible send panel tell of the errors themselves
    const auto count = std::count_if(first, results.end(), unanswered);
    showProblem({Problem::Kind::Other, tr("%1 of %2 test requests got no answer: %3")
                                           .arg(count)
                                           .arg(results.size())
                                           .arg(first->error)});
}

// The timeline follows each change at once. Numbers and rows can wait for the next refresh.
void MainWindow::storeChanged(const record::StoreChange &change)
{
    m_timeline->storeChanged(change);
    m_timeline->setTicking(!m_session.store().inFlight().empty());
    m_runWatch->follow();
    if (!m_refresh.isActive())
        m_refresh.start(m_pace);
}

void MainWindow::refresh()
{
    QElapsedTimer cost;
    cost.start();
    const record::Store &store = m_session.store();
    const bool inFlight = !store.inFlight().empty();
    m_summary->refresh(m_session.nowNs(), m_session.isServing(), blockedNs());
    m_lessons->refresh(blockedNs() > 0);
    m_runWatch->follow();
    m_tables->refresh();
    m_connectionSearch.refresh();
    m_details->refresh();
    showCleared();
    m_overview->refresh(m_timeline->headNs());
    m_overview->setRange(m_timeline->fromNs(), m_timeline->toNs());
    m_bar->showLive(m_timeline->isLive(), m_timeline->missed());
    if (m_card->isVisibleTo(this) && (inFlight || store.total() > 0)) {
        m_card->hide();
        const QWidget *focused = QApplication::focusWidget(); // somebody may be typing there
        if (!m_sendPanel->isAncestorOf(focused) && !m_rules->isAncestorOf(focused))
            m_timeline->setFocus();
    }
    std::optional<qint64> lag;
    for (const record::LoopLoad &loop : store.loops()) {
        if (!loop.isEmpty())
            lag = std::max(lag.value_or(0), loop.lagP99(m_session.nowNs() - lagWindowNs));
    }
    const analysis::Status status{.isStopping = m_session.state() == Session::State::Stopping,
                                  .url = m_session.url(),
                                  .besides = m_session.listening().besides(m_session.url()),
                                  .connections = int(store.stillOpen()),
                                  .refused = store.ended(http::CloseReason::Refused),
                                  .timedOut = store.ended(http::CloseReason::TimedOut),
                                  .reset = store.ended(http::CloseReason::ResetByClient),
                                  .dropped = store.dropped(),
                                  .forgotten = store.forgotten(),
                                  .paintNs = m_timeline->lastPaintNs(),
                                  .lagNs = lag};
    m_status->setText(status.text());
    showTitle();
    m_pace =
        std::clamp(std::chrono::milliseconds(refreshShare * cost.elapsed()), paceLeast, paceMost);
    if (inFlight)
        m_refresh.start(std::max(m_pace, 2 * paceLeast));
}

void MainWindow::showTitle()
{
    const QString served = m_session.url().authority();
    const quint64 inFlight = m_session.store().inFlight().size();
    if (served.isEmpty())
        setWindowTitle(tr("Overlap"));
    else if (inFlight == 0)
        setWindowTitle(tr("%1 – Overlap").arg(served));
    else
        setWindowTitle(tr("%1, %2 in flight – Overlap").arg(served).arg(inFlight));
}

qint64 MainWindow::blockedNs() const
{
    const auto since = m_session.loopBusySinceNs();
    const qint64 ns = since ? m_session.nowNs() - *since : 0;
    return ns >= record::LoopLoad::alarmNs ? ns : 0;
}

void MainWindow::watchLoops()
{
    const bool blocked = blockedNs() > 0;
    m_timeline->setBusySince(blocked ? m_session.loopBusySinceNs() : std::nullopt);
    const bool was = std::exchange(m_wasBlocked, blocked);
    if (blocked || was)
        refresh();
    if (blocked && !was)
        announce(m_status, m_summary->accessibleName());
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (m_card->isVisibleTo(this))
        m_card->takeFocus();
}

} // namespace overlap::ui
