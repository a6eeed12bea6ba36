// The rules of the scenario: their page and their file, and what is dropped on the window.
#include "mainwindow.h"

#include "announce.h"
#include "overlap/analysis/selectedrequest.h"
#include "overlap/record/names.h"
#include "overlap/scenario/suggest.h"
#include "panels/details.h"
#include "panels/problembar.h"
#include "rules/rulespage.h"
#include "rules/ruletexts.h"
#include "rules/scenariofiles.h"
#include "tables/tablespane.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QStatusBar>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Empty: it can't be taken.
QUrl urlIn(const QMimeData &data)
{
    const QUrl url = data.hasUrls() && !data.urls().isEmpty()
                         ? data.urls().constFirst()
                         : QUrl(data.text().trimmed(), QUrl::StrictMode);
    const bool isAddress = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    return url.isLocalFile() || isAddress ? url : QUrl();
}

} // namespace

void MainWindow::buildRules()
{
    m_rules = new RulesPage(m_session, m_document);
    m_tables->setRules(*m_rules);
    setAcceptDrops(true);
}

void MainWindow::wireRules()
{
    connect(m_rules, &RulesPage::openWanted, m_scenarioFiles, &ScenarioFiles::askAndOpen);
    connect(m_scenarioFiles, &ScenarioFiles::opened, m_tables, &TablesPane::showRules);
    connect(m_scenarioFiles, &ScenarioFiles::saved, this, [this](const QString &file) {
        const QString said = tr("Saved %1").arg(file);
        statusBar()->showMessage(said, int(std::chrono::milliseconds(4s).count()));
        announce(m_rules, said);
    });
    connect(m_scenarioFiles, &ScenarioFiles::failed, this, [this](const QString &problem) {
        showProblem({Problem::Kind::Other, problem});
    });
    connect(&m_session, &Session::scenarioChanged, this, [this] {
        if (std::exchange(m_isOfRules, false))
            m_problem->clear(); // it is right now
    });
    connect(m_tables, &TablesPane::requestMenuOpens, this, &MainWindow::offerRule);
    m_details->setRuleNames([this](int number) { return ruleName(m_session, number); });
    m_details->setUpstreamNames(
        [this](int number) { return m_session.upstreamUrl(number).toDisplayString(); });
}

void MainWindow::offerRule(QMenu &menu, quint64 id)
{
    const auto request = analysis::findRequest(m_session.store(), id);
    if (!request)
        return;
    const QLatin1StringView name = record::methodName(request->record);
    const QByteArrayView method = name == "?"_L1 ? QByteArrayView() : QByteArrayView(name);
    const auto rule = scenario::ruleFor(method, request->target, request->record.status);
    if (!rule)
        return;
    menu.addAction(tr("Make a &rule of this…"), this, [this, rule = *rule] {
        m_tables->showRules();
        m_rules->propose(rule);
    });
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (urlIn(*event->mimeData()).isEmpty())
        return;
    event->setDropAction(Qt::CopyAction); // nothing moves away from where it was
    event->accept();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    takeDropped(urlIn(*event->mimeData()));
}

void MainWindow::takeDropped(const QUrl &url)
{
    const QFileInfo local(url.toLocalFile());
    if (url.isLocalFile() && !local.isDir())
        return m_scenarioFiles->open(local.filePath());
    const QUrl place =
        url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    const auto rule = scenario::ruleForDropped(place, local.isDir());
    if (!rule)
        return showProblem({Problem::Kind::Other,
                            tr("“%1” is neither a folder, nor the address of a server, nor a "
                               "scenario's file.")
                                .arg(url.toDisplayString())});
    m_tables->showRules();
    m_rules->append(*rule);
    announce(m_rules, tr("A new rule answers from %1").arg(answerText(*rule)));
}

// A signal and the end of the session don't wait for an answer.
bool MainWindow::keepsRules()
{
    if (!m_document.isChanged() || m_leavesRules || qGuiApp->isSavingSession())
        return false;
    m_scenarioFiles->settle([this] {
        m_leavesRules = true;
        close();
    });
    return true;
}

} // namespace overlap::ui
