#pragma once

#include "overlap/http/time.h"
#include "overlap/load/plan.h"
#include "overlap/load/responsereader.h"
#include "overlap/record/clientlog.h"

#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace overlap::load {

// Any thread, with an event loop. Sends requests of a plan and reads their answers, one at a time.
// Connects for each request, or keeps its connection if the plan says so. `setup` must outlive it.
class Link : public QObject
{
    Q_OBJECT
public:
    struct Setup
    {
        Plan plan;
        std::function<http::Time()> now;
        record::ClientLog *log = nullptr; // may be null
    };
    Link(const Setup &setup, QObject *parent);

    // One request, not while another is on its way. ended() may come before it returns.
    void start(int number);
    void abort();                                     // ends the request with the error cancelled()
    const Result &result() const { return m_result; } // of the request that ended last

    static QString cancelled() { return QStringLiteral("cancelled"); }
    // The bytes to send; "{n}" in the target is replaced by the number.
    static QByteArray requestOf(const Plan &plan, int number);

Q_SIGNALS:
    void ended();    // once for each request
    void logReady(); // the log is no longer empty: take from it

private:
    void wire();
    void connectAnew();
    void send();
    void receive();
    void failed(QAbstractSocket::SocketError error);
    void timedOut();
    void end(const QString &error);
    void notify(bool isFirst);

    const Setup &m_setup;
    Result m_result;
    record::ClientRequest m_clientRequest;
    ResponseReader m_reader;
    QTcpSocket m_socket;
    QTimer m_timeout;
    bool m_isBusy = false;
    bool m_hasAnswer = false; // at least a part of it
};

} // namespace overlap::load
