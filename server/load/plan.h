#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QString>

#include <chrono>

namespace overlap::load {

// Pure. What the built-in client is to send.
struct Plan
{
    QHostAddress host{QHostAddress::LocalHost};
    quint16 port = 0;
    // The request's target; "{n}" is replaced by the request's number from 1, so that browsers'
    // habit of holding back identical requests has no counterpart here.
    QByteArray target = "/sleep?n={n}";
    int count = 8;                     // requests in all, each on a connection of its own
    int atOnce = 8;                    // of these, how many may be unanswered at a time
    std::chrono::nanoseconds pause{0}; // between sending one and the next
};

// What the client saw of one request. Times in ns on the clock that the client was given; -1: did
// not get so far.
struct Result
{
    int number = 0; // from 1
    int status = 0; // 0: no answer
    qint64 sentNs = -1;
    qint64 answeredNs = -1; // last byte
    QString error;          // empty where answered
};

} // namespace overlap::load
