#include "server/hostlookup.h"

#include "server/host.h"

#include <QHostInfo>

#include <utility>

namespace overlap {

void HostLookup::find(const QString &host, Found found)
{
    cancel();
    if (const QList<QHostAddress> known = addressesOf(host); !known.isEmpty()) {
        found(known);
        return;
    }
    m_id = QHostInfo::lookupHost(host, this, [this, found](const QHostInfo &info) {
        if (info.lookupId() != m_id)
            return; // cancelled when it was on its way
        m_id = none;
        found(info.addresses());
    });
}

void HostLookup::cancel()
{
    if (const int id = std::exchange(m_id, none); id != none)
        QHostInfo::abortHostLookup(id);
}

} // namespace overlap
