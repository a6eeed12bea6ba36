#pragma once

#include <QHostAddress>
#include <QHostInfo>
#include <QList>
#include <QObject>

#include <functional>

namespace overlap {

// Main thread. Finds what a host means, without waiting for those who know. One at a time; nothing
// comes of it any more when it is cancelled or destroyed.
class HostLookup : public QObject
{
    Q_OBJECT
public:
    // Takes what was found; nothing: nobody knows the name.
    using Found = std::function<void(const QList<QHostAddress> &addresses)>;

    using QObject::QObject;
    ~HostLookup() override { cancel(); }

    // `host` as hostFrom() has it. Tells at once where nobody need be asked.
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
