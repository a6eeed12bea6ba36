#pragma once

#include <QHostAddress>
#include <QList>

namespace overlap {

namespace net {
struct ListenError;
}

// Why serving failed, in words for people.
struct Problem
{
    enum class Kind {
        None,
        PortInUse,
        BadAddress,
        NotPermitted,
        RefusedByBrowsers, // it serves all the same
        OutOfDescriptors,
        Other
    };
    Kind kind = Kind::None;
    QString text;              // one sentence that says what to do; plain text
    quint16 suggestedPort = 0; // with PortInUse: one that was free a moment ago
};

// What listening on the host's addresses failed with, and what to do about it.
Problem problemOf(const net::ListenError &error, const QString &host,
                  const QList<QHostAddress> &addresses);
// No host can be called so, or nobody knows it.
Problem badHost(const QString &text);
Problem unknownHost(const QString &host);

// It serves where browsers do not go.
Problem refusedByBrowsers(quint16 port);
// The process is nearly out of descriptors: accepting pauses.
Problem acceptingPaused();
// So many requests are sent at a time, and not as many as were wanted.
Problem fewerAtOnce(int most, int wanted);

// "127.0.0.1:7878", "[::1]:7878"
QString endpoint(const QHostAddress &address, quint16 port);

} // namespace overlap
