#include "mainwindow.h"

#include "compare/comparewindow.h"
#include "heldrequests.h"
#include "latinkey.h"
#include "lessons/lessonmenu.h"
#include "lessons/lessonpanel.h"
#include "menuletters.h"
#include "panels/controlbar.h"
#include "panels/details.h"
#include "panels/gatestrip.h"
#include "panels/keysdialog.h"
#include "panels/legend.h"
#include "panels/sendpanel.h"
#include "rules/scenariofiles.h"
#include "tables/tablespane.h"
#include "timeline/overview.h"
#include "timeline/timelineview.h"

#include <QActionGroup>
#include <QApplication>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

void MainWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    m_scenarioFiles = new ScenarioFiles(*this, m_document, *m_settings, *file);
    file->addSeparator();
    m_export = file->addAction(tr("&Export requests…"), this, &MainWindow::askAndExport);
    file->addAction(tr("&Clear finished requests"), this, &MainWindow::clear);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    m_undo =
        edit->addAction(tr("&Undo clearing"), QKeySequence::Undo, this, &MainWindow::undoClear);
    edit->addAction(tr("Copy selected &rows"), m_tables, &TablesPane::copySelected);
    edit->addAction(tr("Copy &URL"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, this, &MainWindow::copyUrl);
    edit->addAction(tr("&Filter requests"), QKeySequence::Find, m_tables, &TablesPane::focusFilter)
        ->setWhatsThis(tr("Filter the requests: 404 5xx #5 /sleep status:5xx dur>1s method:POST "
                          "conn:3 rule:2 -is:error"));
    buildViewMenu();
    QMenu *server = menuBar()->addMenu(tr("&Server"));
    m_startAction = server->addAction(tr("&Start"), Qt::Key_F5, this, &MainWindow::start);
    m_stopAction = server->addAction(tr("S&top"), Qt::SHIFT | Qt::Key_F5, this, &MainWindow::stop);
    server->addSeparator();
    m_heldRequests = new HeldRequests(m_session, m_selection, *server);
    server->addSeparator();
    m_cors = server->addAction(tr("&Allow pages of other origins (CORS)"));
    m_cors->setObjectName("cors"_L1);
    m_cors->setCheckable(true);
    m_cors->setToolTip(tr("Pages that other servers sent may read the answers of this one"));
    server->setToolTipsVisible(true);
    connect(m_cors, &QAction::toggled, &m_session, &Session::setCors);
    server->addSeparator();
    server->addAction(tr("&Compare strategies…"), Qt::CTRL | Qt::Key_K, this, &MainWindow::compare);
    buildSendMenu();
    buildHelpMenu();
    keepLetters(*menuBar());
    connect(m_bar->copyMenu(), &QMenu::aboutToShow, this, &MainWindow::offerUrls);
}

// The same entries as in the menu of the Send button, plus Cancel.
void MainWindow::buildSendMenu()
{
    m_bar->sendMenu()->actions().constFirst()->setShortcut(Qt::CTRL | Qt::Key_B);
    m_bar->sendMenu()->addSeparator();
    QAction *panel = m_bar->sendMenu()->addAction(tr("C&ustom…"));
    panel->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_B);
    panel->setWhatsThis(tr("What to send, in every detail"));
    connect(panel, &QAction::triggered, m_sendPanel,
            [this] { m_sendPanel->open(!m_sendPanel->isVisible()); });
    QMenu *send = menuBar()->addMenu(tr("Sen&d"));
    send->addActions(m_bar->sendMenu()->actions());
    send->addSeparator();
    m_cancelAction = send->addAction(tr("&Cancel sending"), &m_session, &Session::cancelSend);
    m_cancelAction->setEnabled(false);
}

void MainWindow::buildViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    // Keys without Ctrl, which fields need for typing: only the timeline has them.
    const auto setKeys = [this](QAction *action, const QList<QKeySequence> &keys) {
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_timeline->addAction(action);
    };
    setKeys(view->addAction(tr("&Zoom in"), m_timeline, &TimelineView::zoomIn),
            {Qt::Key_Plus, Qt::Key_Equal});
    setKeys(view->addAction(tr("Zoom &out"), m_timeline, &TimelineView::zoomOut), {Qt::Key_Minus});
    setKeys(view->addAction(tr("Show &everything"), m_timeline, &TimelineView::fitAll),
            {Qt::Key_Home});
    setKeys(view->addAction(tr("Show the &selection"), m_timeline, &TimelineView::fitSelection),
            {Qt::Key_F});
    setKeys(view->addAction(tr("&Follow the present"), m_timeline,
                            [this] { m_timeline->setLive(true); }),
            {Qt::Key_End});
    QAction *lanes = view->addAction(tr("Lanes &by connection"));
    lanes->setCheckable(true);
    setKeys(lanes, {Qt::Key_C});
    connect(lanes, &QAction::triggered, m_timeline, &TimelineView::setByConnection);
    connect(m_timeline, &TimelineView::byConnectionChanged, lanes, &QAction::setChecked);
    QAction *client = view->addAction(tr("The &client's side"));
    client->setCheckable(true);
    setKeys(client, {Qt::Key_B});
    client->setChecked(m_timeline->isClientShown());
    connect(client, &QAction::triggered, m_timeline, &TimelineView::setClientShown);
    connect(m_timeline, &TimelineView::clientShownChanged, client, &QAction::setChecked);
    QAction *fold = view->addAction(tr("Fold &idle times in the overview"));
    fold->setCheckable(true);
    fold->setChecked(m_overview->isFolding());
    connect(fold, &QAction::triggered, m_overview, &Overview::setFolding);
    connect(m_overview, &Overview::foldingChanged, fold, &QAction::setChecked);
    QAction *control = view->addAction(tr("Control re&quests"));
    control->setObjectName("controlRequests"_L1);
    control->setCheckable(true);
    control->setToolTip(tr("Also show requests that control the server, from now on"));
    view->setToolTipsVisible(true);
    connect(control, &QAction::toggled, &m_session, &Session::showControl);
    QAction *legend = view->addAction(tr("Le&gend"));
    legend->setObjectName("showLegend"_L1);
    legend->setCheckable(true);
    setKeys(legend, {Qt::Key_L});
    connect(legend, &QAction::triggered, m_legend, &QWidget::setVisible);
    connect(m_legend, &Legend::shownChanged, legend, &QAction::setChecked);
    connect(m_timeline, &TimelineView::legendAsked, legend, &QAction::trigger);
    view->addSeparator();
    view->addAction(tr("&Next part of the window"), Qt::Key_F6, this, &MainWindow::focusNextPart);
    view->addAction(tr("&Requests"), this, [this] { m_tables->setCurrentIndex(0); });
    view->addAction(tr("&Connections"), this, [this] { m_tables->setCurrentIndex(1); });
    view->addAction(tr("R&ules"), m_tables, &TablesPane::showRules);
    view->addSeparator();
    auto *group = new QActionGroup(this);
    const std::array<std::pair<Appearance, QString>, 3> looks = {
        {{Appearance::System, tr("As the &system")},
         {Appearance::Light, tr("&Light")},
         {Appearance::Dark, tr("&Dark")}}};
    const auto remembered = Appearance(m_settings->value("window/appearance"_L1, 0).toInt());
    for (const auto &[appearance, text] : looks) {
        QAction *action = group->addAction(view->addAction(text));
        action->setCheckable(true);
        action->setChecked(appearance == remembered);
        connect(action, &QAction::triggered, this,
                [this, look = appearance] { setAppearance(look); });
    }
}

// Qt looks for a shortcut's letter in all layouts that are set up. If none is Latin, nobody has
// taken the key, and it comes here. So does Esc, wherever the focus is.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    const int key = latinKey(*event);
    const QKeySequence meant(QKeyCombination(event->modifiers(), Qt::Key(key)));
    if (key != event->key() && event->modifiers() & Qt::ControlModifier) {
        for (QAction *action : findChildren<QAction *>()) {
            if (action->shortcut() == meant)
                return action->trigger(); // does nothing if it is disabled
        }
    }
    if (event->key() == Qt::Key_Escape)
        return m_selection.clear();
    QMainWindow::keyPressEvent(event);
}

// Bar, send panel (if visible), gates (if there are any), timeline, tables, details or lessons, and
// bar again.
void MainWindow::focusNextPart()
{
    QWidget *const beside = m_lessons->isHidden() ? static_cast<QWidget *>(m_details) : m_lessons;
    std::vector<QWidget *> parts = {m_bar, m_timeline, m_tables, beside};
    if (m_gates->isVisible())
        parts.insert(parts.begin() + 1, m_gates);
    if (m_sendPanel->isVisible())
        parts.insert(parts.begin() + 1, m_sendPanel);
    if (m_legend->isVisible())
        parts.insert(std::ranges::find(parts, m_timeline) + 1, m_legend);
    const QWidget *focused = QApplication::focusWidget();
    const auto holds = [focused](const QWidget *part) {
        return focused && (part == focused || part->isAncestorOf(focused));
    };
    const auto at = std::ranges::find_if(parts, holds);
    QWidget *next = at == parts.end() || at + 1 == parts.end() ? parts.front() : *(at + 1);
    if (next == m_tables)
        next = m_tables->currentWidget();
    if (next == m_bar)
        m_bar->focusFirst();
    else if (next == m_sendPanel)
        m_sendPanel->focusFirst();
    else if (next == m_gates)
        m_gates->focusFirst();
    else
        next->setFocus(Qt::TabFocusReason);
}

void MainWindow::buildHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    addLessonMenu(*help, *m_lessons);
    help->addAction(tr("&Keys"), QKeySequence::HelpContents, this, &MainWindow::showKeys);
    help->addAction(tr("&About Overlap"), this, &MainWindow::showAbout);
}

void MainWindow::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    apply(appearance);
}

void MainWindow::compare()
{
    if (!m_compare) {
        m_compare = new CompareWindow(this);
        m_compare->restore(*m_settings);
    }
    m_compare->show();
    m_compare->raise();
    m_compare->activateWindow();
}

void MainWindow::showKeys()
{
    (new KeysDialog(*menuBar(), this))->show();
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Overlap"),
                                tr("Overlap %1\n\nA local HTTP server that you can watch: see "
                                   "requests overlap while they are answered.")
                                    .arg(QCoreApplication::applicationVersion()),
                                QMessageBox::Close, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace overlap::ui
