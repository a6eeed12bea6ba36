#include "overlap/load/runner.h"

namespace overlap::load {

Runner::Runner(Client::Clock now, record::ClientLog *log, QObject *parent)
    : QObject(parent)
    , m_now(std::move(now))
    , m_log(log)
{
}

Runner::~Runner()
{
    end();
}

void Runner::run(Plan plan)
{
    Q_ASSERT(!m_client);
    m_client = new Client(std::move(plan), m_now, m_log);
    connect(m_client, &Client::progressed, this, &Runner::progressed);
    connect(m_client, &Client::logReady, this, &Runner::logReady);
    connect(m_client, &Client::finished, this, [this](const QList<Result> &results) {
        end();
        Q_EMIT finished(results);
    });
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(QStringLiteral("client"));
    m_client->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_client, &QObject::deleteLater);
    m_thread->start();
    QMetaObject::invokeMethod(m_client, &Client::start, Qt::QueuedConnection);
}

void Runner::cancel()
{
    if (m_client)
        QMetaObject::invokeMethod(m_client, &Client::cancel, Qt::QueuedConnection);
}

void Runner::end()
{
    if (!m_client)
        return;
    m_thread->quit();
    m_thread->wait();
    m_thread.reset();
    m_client = nullptr;
}

} // namespace overlap::load
