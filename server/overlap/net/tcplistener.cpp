#include "overlap/net/tcplistener.h"

#include "overlap/net/platform/nativesocket.h"
#include "overlap/net/ports.h"

#include <QNetworkProxy>

#include <algorithm>
#include <iterator>

namespace overlap::net {

namespace {

// Qt's default is 50. With that, the kernel would refuse connections of large bursts.
constexpr int backlog = 4096;
constexpr int maxTries = 100;

// The machine does not have the address, or its address family.
bool isLacking(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::SocketAddressNotAvailableError ||
           error == QAbstractSocket::UnsupportedSocketOperationError;
}

std::optional<ListenError> listenOnce(TcpListeners &opened, const QList<QHostAddress> &addresses,
                                      quint16 port)
{
    std::optional<ListenError> lacking;
    for (const QHostAddress &address : addresses) {
        auto listener = std::make_unique<TcpListener>();
        if (listener->listen(address, port)) {
            port = listener->serverPort();
            opened.push_back(std::move(listener));
            continue;
        }
        ListenError error{listener->serverError(), listener->errorString(), address, port};
        if (!isLacking(error.error))
            return error;
        lacking = std::move(error);
    }
    return opened.empty() ? lacking : std::nullopt;
}

} // namespace

TcpListener::TcpListener()
{
    setListenBacklogSize(listenBacklog(backlog));
    setProxy(QNetworkProxy::NoProxy); // with a proxy it would listen on another machine
    connect(this, &QTcpServer::acceptError, this, &TcpListener::crowded);
}

void TcpListener::acceptBy(const TransportFactory &factory)
{
    inheritNoDelay(socketDescriptor());
    if (!factory.acceptor)
        return;
    pauseAccepting(); // in QTcpServer's own way: one of the two may listen
    m_acceptor = factory.acceptor(socketDescriptor(),
                                  {[this](qintptr descriptor, const Transport::Peer &peer) {
                                       Q_EMIT connected(descriptor, peer);
                                   },
                                   [this] { Q_EMIT crowded(); }});
    if (!m_acceptor)
        resumeAccepting();
}

void TcpListener::setAccepting(bool accepting)
{
    if (m_acceptor)
        m_acceptor->setEnabled(accepting);
    else if (accepting)
        resumeAccepting();
    else
        pauseAccepting();
}

void TcpListener::acceptWaiting()
{
    if (m_acceptor)
        m_acceptor->acceptAll();
    else
        waitForNewConnection(0);
}

void TcpListener::incomingConnection(qintptr descriptor)
{
    Q_EMIT connected(descriptor, {});
}

std::variant<TcpListeners, ListenError> listenOn(const QList<QHostAddress> &addresses, quint16 port)
{
    TcpListeners unfit; // kept open, so that each try gets another port
    for (int tries = 1;; ++tries) {
        TcpListeners opened;
        const auto error = listenOnce(opened, addresses, port);
        const bool fits = error ? error->error != QAbstractSocket::AddressInUseError
                                : !browsersRefuse(opened.front()->serverPort());
        if (port == 0 && !fits && !opened.empty() && tries < maxTries) {
            std::ranges::move(opened, std::back_inserter(unfit));
            continue;
        }
        if (error)
            return *error;
        return opened;
    }
}

} // namespace overlap::net
