#include "overlap/net/trustedfile.h"

#include <QFile>
#include <QFileInfo>

namespace overlap::net {

QList<QSslCertificate> TrustedFile::certificates()
{
    const QMutexLocker lock(&m_mutex);
    const QFileInfo now(m_path);
    const bool isSame = now.size() == m_size && now.lastModified() == m_modified;
    if (isSame && !m_certificates.isEmpty()) // whether it may be read is not seen from outside
        return m_certificates;
    m_size = now.size();
    m_modified = now.lastModified();
    QFile file(m_path);
    m_certificates = file.open(QIODevice::ReadOnly) ? QSslCertificate::fromDevice(&file)
                                                    : QList<QSslCertificate>();
    return m_certificates;
}

} // namespace overlap::net
