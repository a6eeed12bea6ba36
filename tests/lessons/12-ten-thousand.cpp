#include "lesson.h"

#include <QTimer>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

//! [shown]
milliseconds nap = 5s;

// Who sleeps costs a socket, a path and a timer: some
// kilobytes and a descriptor, but no thread.
struct Sleeper
{
    Client client;
    QByteArray path;
    void operator()() const { reply(client, page(path)); }
};

void asked(const Client &client)
{
    const Sleeper sleeper{client, pathOf(client)};
    if (sleeper.path == "/sleep")
        QTimer::singleShot(nap, sleeper); //! sleeping
    else
        sleeper();
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    QTcpServer server;
    server.setListenBacklogSize(10'000);
    whenAsked(server, asked);
    return serve(server);
}
