#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>

#include <chrono>

namespace overlap::load {

// Pure. What the built-in client is to send.
struct Plan
{
    QHostAddress host{QHostAddress::LocalHost};
    quint16 port = 0;
    // Targets, taken in turn, at least one. "{n}" is replaced by the request's number from 1, so
    // that browsers' habit of holding back identical requests has no counterpart here.
    QList<QByteArray> targets = {"/sleep?n={n}"};
    int count = 8;           // requests in a round
    int atOnce = 8;          // of these, how many may be unanswered at a time
    int rounds = 1;          // the next one begins when all of the one before is over
    bool keepsAlive = false; // requests share connections, at most `atOnce`; else one for each
    std::chrono::nanoseconds ramp{0};    // in which `atOnce` grows from 1, in each round
    std::chrono::nanoseconds pause{0};   // at least, between sending one and the next
    std::chrono::nanoseconds timeout{0}; // for each request, connecting included; 0: none

    int total() const { return count * rounds; }
    bool operator==(const Plan &) const = default;
};

// What the client saw of one request. Times in ns on the clock that the client was given; -1: did
// not get so far.
struct Result
{
    int number = 0;         // from 1
    int status = 0;         // 0: no answer
    qint64 startNs = -1;    // connecting began, or sending over a connection that was kept
    qint64 sentNs = -1;     // handed to the kernel
    qint64 answeredNs = -1; // last byte
    QString error;          // empty where answered
};

} // namespace overlap::load
