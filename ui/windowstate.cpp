// What the window remembers, and how it is left.
#include "mainwindow.h"

#include "compare/comparewindow.h"
#include "panels/controlbar.h"
#include "panels/sendpanel.h"
#include "tables/tablespane.h"
#include "timeline/timelineview.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QSettings>
#include <QSplitter>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto goodbye = 500ms; // for requests in flight when the window is closed

QString countKey(const schedule::Count &count)
{
    return u"server/"_s + count.name;
}

schedule::Options rememberedScheduling(const QSettings &settings)
{
    schedule::Options options;
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (!kind.count)
            continue;
        int &value = options.*kind.count->value;
        value =
            std::clamp(settings.value(countKey(*kind.count), value).toInt(), 1, kind.count->most);
    }
    return options;
}

} // namespace

void MainWindow::restore()
{
    resize(1280, 800);
    m_rows->setSizes({430, 270});
    m_columns->setSizes({840, 440});
    restoreGeometry(m_settings->value("window/geometry"_L1).toByteArray());
    m_rows->restoreState(m_settings->value("window/rows"_L1).toByteArray());
    m_columns->restoreState(m_settings->value("window/columns"_L1).toByteArray());
    m_tables->restore(*m_settings);
    m_sendPanel->restore(*m_settings);
    m_timeline->setByConnection(m_settings->value("window/byConnection"_L1).toBool());
    m_timeline->setClientShown(m_settings->value("window/clientShown"_L1, true).toBool());
    const QByteArray strategy = m_settings->value("server/strategy"_L1).toByteArray();
    if (schedule::strategyNamed(QLatin1StringView(strategy)))
        m_bar->setStrategy(QLatin1StringView(strategy));
    m_bar->setScheduling(m_options.scheduling.value_or(rememberedScheduling(*m_settings)));
    setCors(m_settings->value("server/cors"_L1).toBool());
    const QVariant host = m_settings->value("server/host"_L1);
    const QVariant port = m_settings->value("server/port"_L1);
    if (host.isValid())
        m_bar->setHost(host.toString());
    if (port.isValid() && port.toUInt() <= 65535)
        m_bar->setPort(quint16(port.toUInt()));
    const int appearance = m_settings->value("window/appearance"_L1, 0).toInt();
    if (appearance == int(Appearance::Light) || appearance == int(Appearance::Dark))
        setAppearance(Appearance(appearance));
}

void MainWindow::save()
{
    m_settings->setValue("window/geometry"_L1, saveGeometry());
    m_settings->setValue("window/rows"_L1, m_rows->saveState());
    m_settings->setValue("window/columns"_L1, m_columns->saveState());
    m_settings->setValue("window/appearance"_L1, int(m_appearance));
    m_tables->save(*m_settings);
    m_sendPanel->save(*m_settings);
    if (m_compare)
        m_compare->save(*m_settings);
    m_settings->setValue("window/byConnection"_L1, m_timeline->isByConnection());
    m_settings->setValue("window/clientShown"_L1, m_timeline->isClientShown());
    m_settings->setValue("server/strategy"_L1, QString(m_bar->strategy()));
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (kind.count)
            m_settings->setValue(countKey(*kind.count), m_bar->scheduling().*kind.count->value);
    }
    m_settings->setValue("server/cors"_L1, m_cors->isChecked());
    m_settings->setValue("server/host"_L1, m_bar->host());
    m_settings->setValue("server/port"_L1, m_bar->port());
    m_settings->sync();
    if (m_settings->status() != QSettings::NoError)
        qWarning("The settings could not be saved in %s.", qPrintable(m_settings->fileName()));
}

void MainWindow::leave()
{
    if (m_isLeaving || m_session.state() == Session::State::Stopped) {
        close();
        return;
    }
    m_isLeaving = true;
    if (m_session.state() != Session::State::Stopping)
        m_session.stop();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    save();
    // A session that logs out waits for nobody; a second try does not either.
    if (m_session.state() == Session::State::Stopped || m_isLeaving || qGuiApp->isSavingSession()) {
        event->accept();
        return;
    }
    event->ignore();
    leave();
    QTimer::singleShot(goodbye, this, [this] { m_session.stop(); });
}

} // namespace overlap::ui
