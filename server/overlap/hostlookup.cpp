#include "overlap/hostlookup.h"

#include "overlap/host.h"

#include <utility>

namespace overlap {

void HostLookup::find(const QString &host, Found found)
{
    cancel();
    if (const QList<QHostAddress> known = addressesOf(host); !known.isEmpty()) {
        found(known);
        return;
    }
    m_found = std::move(found);
    // With SLOT(): Qt 6.4 leaks a functor if the look-up is aborted.
    m_id = QHostInfo::lookupHost(host, this, SLOT(lookedUp(QHostInfo)));
}

void HostLookup::cancel()
{
    if (const int id = std::exchange(m_id, none); id != none)
        QHostInfo::abortHostLookup(id);
}

void HostLookup::lookedUp(const QHostInfo &info)
{
    if (info.lookupId() != m_id)
        return; // cancelled when the result was already queued
    m_id = none;
    std::exchange(m_found, nullptr)(info.addresses());
}

} // namespace overlap
