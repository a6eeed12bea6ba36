#pragma once

#include <QHostAddress>
#include <QList>
#include <QUrl>

namespace overlap {

// This machine, as it is reached.
struct Machine
{
    QList<QHostAddress> addresses; // of the interfaces that are up, loopback included
    QString name;                  // may be unknown to others

    static Machine current(); // asks the system
};

// Pure. What a server listens on, and how it is reached.
struct Listening
{
    QString host;                  // as asked for, in the form of hostFrom()
    QList<QHostAddress> addresses; // at least one, "0.0.0.0" and "::" for all of a family
    quint16 port = 0;

    bool isExposed() const; // whether others than this machine can reach it
    // " (127.0.0.1 and ::1)": the addresses, where the URL does not say it all.
    QString besides(const QUrl &url) const;

    // From this machine: an address to connect to, and URLs, the best one first. At least one.
    QHostAddress nearest(const Machine &machine) const;
    QList<QUrl> urlsHere(const Machine &machine) const;
    // From other machines; none where it is not exposed, or this machine has no network.
    QList<QUrl> urlsElsewhere(const Machine &machine) const;

private:
    QList<QHostAddress> reachable(const Machine &machine) const;
    QUrl url(const QString &name) const;
};

} // namespace overlap
