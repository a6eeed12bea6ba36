#pragma once

#include "patience.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#ifdef Q_OS_UNIX
#include <signal.h>
#include <unistd.h>
#endif

// One run of a headless browser: it loads a page with everything in it, and prints the result. All
// of its processes are one group, which ends with this object.
class Browser
{
public:
    // Empty: neither Chromium nor Chrome is installed.
    static QString program()
    {
        for (const char *name :
             {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
            const QString found = QStandardPaths::findExecutable(QString::fromLatin1(name));
            if (!found.isEmpty())
                return found;
        }
        return {};
    }

    explicit Browser(const QUrl &url)
    {
        using namespace Qt::StringLiterals;
#ifdef Q_OS_UNIX
        m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
#endif
        QStringList options{u"--headless"_s,
                            u"--dump-dom"_s,
                            u"--disable-gpu"_s,
                            u"--disable-dev-shm-usage"_s,
                            u"--disable-background-networking"_s,
                            u"--disable-component-update"_s,
                            u"--disable-sync"_s,
                            u"--no-first-run"_s,
                            u"--no-proxy-server"_s,
                            u"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"_s,
                            u"--log-net-log="_s + netLogPath(),
                            u"--user-data-dir="_s + m_profile.path()};
#ifdef Q_OS_UNIX
        if (::geteuid() == 0)
            options += u"--no-sandbox"_s; // the sandbox refuses root
#endif
        m_process.start(program(), options << QString::fromLatin1(url.toEncoded()));
        m_group = m_process.processId();
    }
    ~Browser()
    {
#ifdef Q_OS_UNIX
        if (m_group > 0)
            ::kill(-pid_t(m_group), SIGKILL);
#endif
        m_process.kill();
        m_process.waitForFinished();
    }

    bool waitUntilDone()
    {
        return QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; },
                               patienceMs);
    }
    QByteArray page()
    {
        return m_process.readAllStandardOutput();
    }
    QByteArray errors()
    {
        return m_process.readAllStandardError();
    }
    // What its network did, as chrome://net-export has it.
    QJsonObject netLog() const
    {
        QFile file(netLogPath());
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

private:
    QString netLogPath() const
    {
        return m_profile.filePath(QStringLiteral("net.json"));
    }

    QTemporaryDir m_profile;
    QProcess m_process;
    qint64 m_group = 0;
};
