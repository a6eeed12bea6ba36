#pragma once

#include <QTableView>

namespace overlap::ui {

// Main thread. How the tables here look and behave: rows of one height, whole rows selected,
// sorting by a click on the header, selected rows copied as text.
class TableView : public QTableView
{
    Q_OBJECT
public:
    // The model outlives the view and tells each column's width by charactersRole.
    TableView(QAbstractItemModel &model, QWidget *parent = nullptr);

    // The selected rows from top to bottom, cells separated by tabs, with a line of titles.
    QString selectedText() const;

public Q_SLOTS:
    void copySelected() const; // nothing where nothing is selected

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitFont();
    void fillWidth();

    int m_filler = 0; // the column that takes the room that the others leave
};

} // namespace overlap::ui
