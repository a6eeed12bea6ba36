#include "lesson.h"

#include <QTimer>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

//! [shown]
milliseconds nap = 5s;

void asked(const Client &client)
{
    const QByteArray path = pathOf(client);
    const auto answer = [client, path] {
        reply(client, page(path));
    };
    // The timer keeps what is left to do. The loop goes on
    // at once, and one thread can wait for all of them.
    if (path == "/sleep")
        QTimer::singleShot(nap, answer); //! sleeping
    else
        answer();
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    QTcpServer server;
    whenAsked(server, asked);
    return serve(server);
}
