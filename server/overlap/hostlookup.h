#pragma once

#include <QHostAddress>
#include <QHostInfo>
#include <QList>
#include <QObject>

#include <functional>

namespace overlap {

// Main thread. Looks up a host's addresses without blocking. One look-up at a time. When it is
// cancelled or destroyed, `found` is not called any more.
class HostLookup : public QObject
{
    Q_OBJECT
public:
    // Gets the addresses; none if the name is unknown.
    using Found = std::function<void(const QList<QHostAddress> &addresses)>;

    using QObject::QObject;
    ~HostLookup() override { cancel(); }

    // `host` is in the form of hostFrom(). Calls `found` at once if no look-up is needed.
    void find(const QString &host, Found found);
    void cancel();

private Q_SLOTS:
    void lookedUp(const QHostInfo &info);

private:
    static constexpr int none = -1;
    int m_id = none;
    Found m_found;
};

} // namespace overlap
