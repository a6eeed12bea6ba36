// The live window while the server runs at full speed: how long events of the main thread are
// delayed, and the memory of the process.
//   bench_window [SECONDS [PICTURE]]      (10); needs wrk; offscreen unless QT_QPA_PLATFORM is set
// With PICTURE, bad clients run besides, again and again: slowhttptest in its four modes with 500
// connections each, 100 000 connections that are reset, ten clients that never read. At the end a
// picture of the window is written to that file.
#include "mainwindow.h"
#include "timeline/timelineview.h"

#include <QApplication>
#include <QLabel>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace overlap;
using namespace Qt::StringLiterals;
using SteadyClock = std::chrono::steady_clock;

namespace {

long residentMiB()
{
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmRSS:"))
            return std::stol(line.substr(6)) / 1024;
    }
    return 0;
}

// Ticks each millisecond. The time between two ticks is what other events took.
class Gaps : public QObject
{
public:
    Gaps() { m_timer.start(1, Qt::PreciseTimer, this); }
    void tell()
    {
        std::ranges::sort(m_ms);
        std::printf("main thread: %zu ticks, gaps p99 %.1f, p99.9 %.1f, longest %.1f ms\n",
                    m_ms.size(), m_ms[m_ms.size() * 99 / 100], m_ms[m_ms.size() * 999 / 1000],
                    m_ms.back());
    }

protected:
    void timerEvent(QTimerEvent *) override
    {
        const auto now = SteadyClock::now();
        m_ms.push_back(std::chrono::duration<double, std::milli>(now - m_last).count());
        m_last = now;
    }

private:
    QBasicTimer m_timer;
    SteadyClock::time_point m_last = SteadyClock::now();
    std::vector<double> m_ms;
};

// Runs programs again and again.
class Crowd
{
public:
    void add(const QString &program, const QStringList &arguments)
    {
        m_processes.push_back(std::make_unique<QProcess>());
        QProcess *const process = m_processes.back().get();
        process->setStandardOutputFile(QProcess::nullDevice());
        process->setStandardErrorFile(QProcess::nullDevice());
        QObject::connect(process, &QProcess::finished, &m_context, [process] { process->start(); });
        process->start(program, arguments);
    }
    void addBadClients(const QUrl &url, int seconds)
    {
        for (const QString &mode : {u"-H"_s, u"-B"_s, u"-R"_s, u"-X"_s})
            add(u"slowhttptest"_s, {mode, u"-c"_s, u"500"_s, u"-r"_s, u"200"_s, u"-i"_s, u"1"_s,
                                    u"-l"_s, QString::number(seconds), u"-u"_s, url.toString()});
        const QString many = QCoreApplication::applicationDirPath() + u"/manyclients"_s;
        add(many, {u"reset"_s, QString::number(url.port()), u"100000"_s});
        add(many, {u"unread"_s, QString::number(url.port()), u"10"_s});
    }
    ~Crowd()
    {
        for (const auto &process : m_processes) {
            process->disconnect(&m_context);
            process->kill();
            process->waitForFinished();
        }
    }

private:
    QObject m_context;
    std::vector<std::unique_ptr<QProcess>> m_processes;
};

} // namespace

int main(int argc, char *argv[])
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int seconds = argc > 1 ? std::max(1, QByteArray(argv[1]).toInt()) : 10;
    QTemporaryDir folder;
    ui::WindowOptions options;
    options.settingsFile = folder.filePath(u"settings.ini"_s);
    Session session;
    ui::MainWindow window(session, options);
    window.resize(1280, 800);
    window.setAddress({}, quint16(0));
    window.show();
    window.start();

    const QString picture = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    QProcess wrk;
    Crowd crowd;
    std::optional<Gaps> gaps;
    QObject::connect(&session, &Session::stateChanged, &wrk, [&](Session::State state) {
        if (state != Session::State::Serving || gaps)
            return;
        gaps.emplace();
        if (!picture.isEmpty())
            crowd.addBadClients(session.url(), seconds);
        wrk.start(u"wrk"_s,
                  {u"-t1"_s, u"-c50"_s, u"-d%1s"_s.arg(seconds), session.url().toString()});
    });
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &wrk, [&] {
        std::printf("%10llu requests, %ld MiB\n",
                    static_cast<unsigned long long>(session.store().total()), residentMiB());
        std::fflush(stdout);
    });
    watch.start(std::max(1, seconds / 5) * 1000);
    QObject::connect(&wrk, &QProcess::finished, &application, [&] {
        gaps->tell();
        std::printf("%llu answered, %llu not recorded, %llu forgotten at the cap, paint %.2f ms\n",
                    static_cast<unsigned long long>(session.store().total()),
                    static_cast<unsigned long long>(session.store().dropped()),
                    static_cast<unsigned long long>(session.store().forgotten()),
                    double(window.findChild<ui::TimelineView *>()->lastPaintNs()) / 1e6);
        std::fputs(wrk.readAllStandardOutput().constData(), stdout);
        std::puts(qPrintable(window.findChild<QLabel *>(u"status"_s)->text()));
        if (!picture.isEmpty())
            window.grab().save(picture);
        QCoreApplication::quit();
    });
    QObject::connect(&wrk, &QProcess::errorOccurred, &application, [] {
        std::fputs("wrk could not be run.\n", stderr);
        QCoreApplication::exit(1);
    });
    return application.exec();
}
