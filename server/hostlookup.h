#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <functional>

namespace overlap {

// Main thread. Finds what a host means, without waiting for those who know. One at a time; nothing
// comes of it any more when it is cancelled or destroyed.
class HostLookup : public QObject
{
public:
    // Takes what was found; nothing: nobody knows the name.
    using Found = std::function<void(const QList<QHostAddress> &addresses)>;

    using QObject::QObject;
    ~HostLookup() override { cancel(); }

    // `host` as hostFrom() has it. Tells at once where nobody need be asked.
    void find(const QString &host, Found found);
    void cancel();

private:
    static constexpr int none = -1;
    int m_id = none;
};

} // namespace overlap
