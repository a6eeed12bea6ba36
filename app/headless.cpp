#include "app/headless.h"

#include "app/logline.h"
#include "app/stopsignal.h"
#include "overlap/analysis/status.h"

#include <QCoreApplication>
#include <QDir>

namespace overlap::app {

using namespace Qt::StringLiterals;

namespace {

QString exposure(const QList<QUrl> &urls)
{
    QStringList all;
    for (const QUrl &url : urls)
        all += url.toString();
    return u"overlap: Other machines can reach this server%1 as long as it serves. "
           "Without --host it keeps to this one.\n"_s.arg(
               all.isEmpty() ? QString() : u" at "_s + all.join(u" or "_s));
}

} // namespace

Headless::Headless(Session &session, bool verbose) : m_session(session), m_verbose(verbose)
{
    connect(&session, &Session::stateChanged, this, &Headless::stateChanged);
    connect(&session, &Session::problemOccurred, this, &Headless::problemOccurred);
    connect(&session, &Session::acceptingResumed, this,
            [] { print(stderr, u"overlap: New connections are taken again.\n"_s); });
    connect(&session, &Session::scenarioChanged, this, &Headless::scenarioChanged);
    connect(&session, &Session::storeChanged, this, &Headless::storeChanged);
}

void Headless::stop()
{
    if (m_session.state() == Session::State::Stopped)
        QCoreApplication::exit(m_status);
    const bool isFirst = m_session.isServing();
    const size_t held = m_session.gates().held(); // they fail as the stop begins
    m_session.stop();
    const QString cut =
        analysis::cutText(m_session.store().inFlight().size(), held, Settings().drainWithin);
    if (isFirst && !cut.isEmpty())
        print(stderr, u"overlap: %1. Another Ctrl+C cuts at once.\n"_s.arg(cut));
}

void Headless::stateChanged(Session::State state)
{
    if (state == Session::State::Serving) {
        const QUrl url = m_session.url();
        output(u"Listening on %1%2\n"_s.arg(url.toString(), m_session.listening().besides(url)));
        if (m_session.isExposed())
            print(stderr, exposure(m_session.listening().urlsElsewhere(Machine::current())));
    } else if (state == Session::State::Stopped)
        // Queued: problemOccurred() may follow, and sets the status.
        QMetaObject::invokeMethod(
            this, [this] { QCoreApplication::exit(m_status); }, Qt::QueuedConnection);
}

void Headless::problemOccurred(const Problem &problem)
{
    QString text = u"overlap: "_s + problem.text;
    if (problem.suggestedPort)
        text += u" Port %1 is free."_s.arg(problem.suggestedPort);
    print(stderr, text + u'\n');
    if (problem.kind != Problem::Kind::OutOfDescriptors &&
        problem.kind != Problem::Kind::RefusedByBrowsers &&
        problem.kind != Problem::Kind::BadScenario && problem.kind != Problem::Kind::NotThere)
        m_status = 1;
}

// Of a file, as it may have changed while it serves.
void Headless::scenarioChanged()
{
    if (const QString &file = m_session.scenarioFile(); !file.isEmpty())
        print(stderr,
              u"overlap: The rules of %1 are in force: %2.\n"_s.arg(QDir::toNativeSeparators(file))
                  .arg(m_session.scenario().rules.size()));
}

void Headless::storeChanged(const record::StoreChange &change)
{
    if (!m_verbose)
        return;
    QString lines;
    for (record::Row row = change.firstAdded; row != change.endAdded; ++row)
        lines += logLine(m_session, row);
    output(lines);
}

void Headless::output(const QString &text)
{
    if (m_lastWrite != WriteResult::Complete)
        return;
    m_lastWrite = printOutput(text);
    if (m_lastWrite == WriteResult::Failed)
        m_status = 1;
    // Like Ctrl+C. But stop() after a StopSignal would be the second call, and stop at once.
    if (m_lastWrite != WriteResult::Complete && m_session.isServing() && !StopSignal::isReceived())
        m_session.stop();
}

} // namespace overlap::app
