#pragma once

#include "http/time.h"
#include "load/plan.h"
#include "load/responsereader.h"

#include <QTcpSocket>

#include <functional>

namespace overlap::load {

// Any thread. Needs an event loop. One request of a plan: there and back over a connection of its
// own, which is closed when it ended. The plan and the clock outlive it.
class Trip : public QObject
{
    Q_OBJECT
public:
    Trip(const Plan &plan, int number, const std::function<http::Time()> &now, QObject *parent);

    void begin();                                     // ended() may come before it returns
    void abort();                                     // ends it as cancelled(), unless it has ended
    const Result &result() const { return m_result; } // once ended

    static QString cancelled() { return QStringLiteral("cancelled"); }
    // What is sent: the target's "{n}" replaced by the number.
    static QByteArray requestOf(const Plan &plan, int number);

Q_SIGNALS:
    void ended(); // once

private:
    void wire();
    void send();
    void receive();
    void failed(QAbstractSocket::SocketError error);
    void end(const QString &error);

    const Plan &m_plan;
    const std::function<http::Time()> &m_now;
    Result m_result;
    ResponseReader m_reader;
    QTcpSocket m_socket;
    bool m_ended = false;
};

} // namespace overlap::load
