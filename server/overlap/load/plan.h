#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>

#include <chrono>

namespace overlap::load {

// Pure. What the built-in client sends.
struct Plan
{
    QHostAddress host{QHostAddress::LocalHost};
    quint16 port = 0;
    // At least one; used one after the other. "{n}" is replaced by the request's number, from 1, so
    // that every request is different.
    QList<QByteArray> targets = {"/sleep?n={n}"};
    int count = 8;           // requests in a round
    int atOnce = 8;          // the most requests in flight
    int rounds = 1;          // a round begins when all requests of the one before have ended
    bool keepsAlive = false; // at most `atOnce` connections are used; false: one for each request
    std::chrono::nanoseconds ramp{0};    // in each round, `atOnce` grows from 1 in this time
    std::chrono::nanoseconds pause{0};   // the shortest time between two requests
    std::chrono::nanoseconds timeout{0}; // for each request, including connecting; 0: none

    int total() const { return count * rounds; }
    bool operator==(const Plan &) const = default;
};

// Pure. What the client saw of one request. Times in ns on the client's clock; -1: not reached.
struct Result
{
    int number = 0;         // from 1
    int status = 0;         // 0: no answer
    qint64 startNs = -1;    // began to connect, or to send over a kept connection
    qint64 sentNs = -1;     // handed to the kernel
    qint64 answeredNs = -1; // last byte
    QString error;          // empty if answered
};

} // namespace overlap::load
