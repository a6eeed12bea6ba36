#pragma once

#include "overlap/http/time.h"
#include "overlap/load/plan.h"
#include "overlap/load/responsereader.h"
#include "overlap/record/clientlog.h"

#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace overlap::load {

// Any thread. Needs an event loop. Carries requests of a plan there and back, one at a time: each
// over a new connection, or over the same as long as it is kept alive. The setup outlives it.
class Link : public QObject
{
    Q_OBJECT
public:
    struct Setup
    {
        Plan plan;
        std::function<http::Time()> now;
        record::ClientLog *log = nullptr; // told of each request, if there is one
    };
    Link(const Setup &setup, QObject *parent);

    void carry(int number); // ended() may come before it returns; not while it carries one
    void abort();           // ends what it carries as cancelled()
    bool isCarrying() const { return m_isCarrying; }
    const Result &result() const { return m_result; } // of the request that ended last

    static QString cancelled() { return QStringLiteral("cancelled"); }
    // What is sent: the target's "{n}" replaced by the number.
    static QByteArray requestOf(const Plan &plan, int number);

Q_SIGNALS:
    void ended(); // once for each request
    void told();  // the log has news that somebody should take

private:
    void wire();
    void connectAnew();
    void send();
    void receive();
    void failed(QAbstractSocket::SocketError error);
    void timedOut();
    void end(const QString &error);
    void tell(bool isFirst);

    const Setup &m_setup;
    Result m_result;
    record::ClientRequest m_clientRequest;
    ResponseReader m_reader;
    QTcpSocket m_socket;
    QTimer m_timeout;
    bool m_isCarrying = false;
    bool m_hasAnswer = false; // some of it, at least
};

} // namespace overlap::load
