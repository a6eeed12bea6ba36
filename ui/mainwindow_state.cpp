// The window's settings, and how it closes.
#include "mainwindow.h"

#include "announce.h"
#include "compare/comparewindow.h"
#include "lessons/lessonpanel.h"
#include "overlap/analysis/status.h"
#include "panels/controlbar.h"
#include "panels/details.h"
#include "panels/problembar.h"
#include "panels/sendpanel.h"
#include "tables/tablespane.h"
#include "timeline/overview.h"
#include "timeline/timelineview.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStyle>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto stopLimit = 500ms; // for requests in flight when the window closes
constexpr auto hostKey = "server/host"_L1;
constexpr auto portKey = "server/port"_L1;
constexpr auto strategyKey = "server/strategy"_L1;
constexpr auto corsKey = "server/cors"_L1;

QString countKey(const schedule::Count &count)
{
    return u"server/"_s + count.name;
}

schedule::Counts rememberedCounts(const QSettings &settings)
{
    schedule::Counts counts;
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (!kind.count)
            continue;
        int &value = counts.*kind.count->value;
        value =
            std::clamp(settings.value(countKey(*kind.count), value).toInt(), 1, kind.count->most);
    }
    return counts;
}

} // namespace

void MainWindow::restore()
{
    resize(1280, 800);
    m_rows->setSizes({430, 270});
    m_columns->setSizes({840, 440});
    restoreGeometry(m_settings->value("window/geometry"_L1).toByteArray());
    fitScreen();
    m_rows->restoreState(m_settings->value("window/rows"_L1).toByteArray());
    m_columns->restoreState(m_settings->value("window/columns"_L1).toByteArray());
    m_tables->restore(*m_settings);
    m_sendPanel->restore(*m_settings);
    m_details->restore(*m_settings);
    m_lessons->restore(*m_settings);
    m_lessonsWidth = m_settings->value("window/lessons"_L1).toInt();
    m_timeline->setByConnection(m_settings->value("window/byConnection"_L1).toBool());
    m_timeline->setClientShown(m_settings->value("window/clientShown"_L1, true).toBool());
    m_overview->setFolding(m_settings->value("window/foldIdle"_L1, true).toBool());
    const QByteArray strategy = m_settings->value(strategyKey).toByteArray();
    if (schedule::strategyNamed(QLatin1StringView(strategy)))
        m_bar->setStrategy(QLatin1StringView(strategy));
    m_bar->setCounts(rememberedCounts(*m_settings));
    m_cors->setChecked(m_settings->value(corsKey).toBool());
    const QVariant host = m_settings->value(hostKey);
    const QVariant port = m_settings->value(portKey);
    if (host.isValid())
        m_bar->setHost(host.toString());
    if (port.isValid() && port.toUInt() <= 65535)
        m_bar->setPort(quint16(port.toUInt()));
    const int appearance = m_settings->value("window/appearance"_L1, 0).toInt();
    if (appearance == int(Appearance::Light) || appearance == int(Appearance::Dark))
        setAppearance(Appearance(appearance));
    else
        makeReadable();
    takeOverrides(m_options.overrides);
}

// The screen may be smaller than the window, or another one than the window was on.
void MainWindow::fitScreen()
{
    if (isMaximized() || isFullScreen())
        return;
    const int titleBar = style()->pixelMetric(QStyle::PM_TitleBarHeight);
    const QRect room = screen()->availableGeometry().adjusted(0, 0, 0, -titleBar);
    resize(size().boundedTo(room.size()));
    move(std::clamp(x(), room.left(), room.left() + room.width() - width()),
         std::clamp(y(), room.top(), room.top() + room.height() - height()));
}

void MainWindow::takeOverrides(const Overrides &overrides)
{
    setAddress(overrides.host, overrides.port);
    if (overrides.strategy)
        setStrategy(*overrides.strategy);
    if (overrides.counts)
        setCounts(*overrides.counts);
    if (overrides.cors)
        setCors(*overrides.cors);
}

void MainWindow::setAddress(const std::optional<QString> &host, std::optional<quint16> port)
{
    if (host) {
        m_given[hostKey] = *host;
        m_bar->setHost(*host);
    }
    if (port) {
        m_given[portKey] = *port;
        m_bar->setPort(*port);
    }
}

void MainWindow::setStrategy(QLatin1StringView name)
{
    m_given[strategyKey] = QString(name);
    m_bar->setStrategy(name);
}

void MainWindow::setCounts(const schedule::Counts &counts)
{
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (kind.count)
            m_given[countKey(*kind.count)] = counts.*kind.count->value;
    }
    m_bar->setCounts(counts);
}

void MainWindow::setCors(bool on)
{
    m_given[corsKey] = on;
    m_cors->setChecked(on);
}

// A value that only an option set is not remembered.
void MainWindow::remember(const QString &key, const QVariant &value)
{
    if (m_given.value(key) != value)
        m_settings->setValue(key, value);
}

void MainWindow::save()
{
    m_settings->setValue("window/geometry"_L1, saveGeometry());
    m_settings->setValue("window/rows"_L1, m_rows->saveState());
    m_settings->setValue("window/columns"_L1, m_columns->saveState());
    m_settings->setValue("window/appearance"_L1, int(m_appearance));
    m_tables->save(*m_settings);
    m_sendPanel->save(*m_settings);
    m_details->save(*m_settings);
    m_lessons->save(*m_settings);
    m_settings->setValue("window/lessons"_L1, m_lessonsWidth);
    if (m_compare)
        m_compare->save(*m_settings);
    m_settings->setValue("window/byConnection"_L1, m_timeline->isByConnection());
    m_settings->setValue("window/clientShown"_L1, m_timeline->isClientShown());
    m_settings->setValue("window/foldIdle"_L1, m_overview->isFolding());
    const schedule::Choice strategy = m_beforeLessons.strategy().value_or(m_bar->strategy());
    remember(strategyKey, QString(strategy.name));
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (kind.count)
            remember(countKey(*kind.count), strategy.counts.*kind.count->value);
    }
    remember(corsKey, m_cors->isChecked());
    remember(hostKey, m_bar->host());
    remember(portKey, m_bar->port());
    m_settings->sync();
    if (m_settings->status() != QSettings::NoError)
        qWarning("The settings could not be saved in %s.", qPrintable(m_settings->fileName()));
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_appearance == Appearance::System)
        makeReadable();
}

void MainWindow::leave()
{
    m_leavesRules = true;
    leaveLessons();
    if (m_isLeaving || m_session.state() == Session::State::Stopped) {
        close();
        return;
    }
    drain(Settings().drainWithin);
}

// Says once what is cut, without asking.
void MainWindow::drain(std::chrono::nanoseconds within)
{
    m_isLeaving = true;
    const size_t held = m_session.gates().held(); // they fail as the stop begins
    if (m_session.state() != Session::State::Stopping)
        m_session.stop();
    const QString cut = analysis::cutText(m_session.store().inFlight().size(), held, within);
    if (cut.isEmpty())
        return;
    m_problem->showLasting(tr("Closing: %1.").arg(cut));
    announce(m_problem, m_problem->text());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (keepsRules())
        return event->ignore();
    leaveLessons();
    save();
    // Logging out does not wait for requests, and neither does a second attempt to close.
    if (m_session.state() == Session::State::Stopped || m_isLeaving || qGuiApp->isSavingSession()) {
        event->accept();
        return;
    }
    event->ignore();
    drain(stopLimit);
    QTimer::singleShot(stopLimit, this, [this] { m_session.stop(); });
}

} // namespace overlap::ui
