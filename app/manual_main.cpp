#include "app/manual.h"

#include <QSaveFile>

// Writes the manual page into the file that it is given.
int main(int, char *argv[])
{
    QSaveFile file(QString::fromLocal8Bit(argv[1]));
    file.open(QIODevice::WriteOnly);
    file.write(overlap::app::manualPage());
    return file.commit() ? 0 : 1;
}
