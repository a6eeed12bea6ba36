#pragma once

#include <QHostAddress>
#include <QLatin1StringView>
#include <QList>

namespace overlap {

namespace net {
struct ListenError;
}

// Pure. Why serving failed, for people.
struct Problem
{
    enum class Kind {
        None,
        PortInUse,
        BadAddress,
        NotPermitted,
        RefusedByBrowsers, // the server serves nevertheless
        OutOfDescriptors,
        BadScenario, // its rules are not in force; those before are
        NotThere,    // a folder that a rule leads to, or certificates; they may come later
        Other
    };
    Kind kind = Kind::None;
    QString text;              // one sentence that says what to do; plain text
    quint16 suggestedPort = 0; // for PortInUse: one that was free just now; 0: none

    // It came with the rules, which others may change at any time, and lasts as long as they do.
    bool isOfRules() const { return kind == Kind::BadScenario || kind == Kind::NotThere; }
};

// Main thread. Why listening on the host's addresses failed. Tries to find a free port.
Problem problemOf(const net::ListenError &error, const QString &host,
                  const QList<QHostAddress> &addresses);
// Pure. The host is not valid, or its name is unknown.
Problem badHost(const QString &text);
Problem unknownHost(const QString &host);
// Pure. The table has no strategy of that name.
Problem unknownStrategy(QLatin1StringView name);

// Pure. Browsers never connect to the port.
Problem refusedByBrowsers(quint16 port);
// Pure. The process is nearly out of descriptors, so accepting pauses.
Problem acceptingPaused();
// Pure. A scenario's file was refused, for the reason that the sentence says.
Problem badScenario(const QString &sentence);
// Pure. A rule leads to a folder that is not there.
Problem missingFolder(const QString &path);
// Pure. A rule trusts the certificates in a file that has none.
Problem missingCertificates(const QString &path);
// Pure. At most `most` requests are sent at a time, not `wanted`.
Problem fewerAtOnce(int most, int wanted);

// Pure. "127.0.0.1:7878", "[::1]:7878"
QString endpoint(const QHostAddress &address, quint16 port);

} // namespace overlap
