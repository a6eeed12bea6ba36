#pragma once

#include <QHostAddress>
#include <QList>
#include <QUrl>

namespace overlap {

// Any thread. This machine's addresses and name.
struct Machine
{
    QList<QHostAddress> addresses; // of the interfaces that are up, including loopback
    QString name;                  // other machines may not know it

    static Machine current(); // asks the system
};

// Pure. What a server listens on, and by which URLs it is reached.
struct Listening
{
    QString host;                  // as asked for, in the form of hostFrom()
    QList<QHostAddress> addresses; // at least one, "0.0.0.0" and "::" for all of a family
    quint16 port = 0;

    bool isExposed() const; // whether other machines can reach it
    // " (127.0.0.1 and ::1)": the addresses; empty if the URL has the only one.
    QString besides(const QUrl &url) const;

    // For this machine: an address to connect to, and at least one URL, the best one first.
    QHostAddress nearest(const Machine &machine) const;
    QList<QUrl> urlsHere(const Machine &machine) const;
    // For other machines; empty if it is not exposed, or if this machine has no network.
    QList<QUrl> urlsElsewhere(const Machine &machine) const;

private:
    QList<QHostAddress> reachable(const Machine &machine) const;
    QUrl url(const QString &name) const;
};

} // namespace overlap
