#pragma once

#include <QTableView>

namespace overlap::ui {

// Main thread. The look and behaviour of all tables here: rows of one height, selection of whole
// rows, sorting by a click on the header, copying of selected rows as text.
class TableView : public QTableView
{
    Q_OBJECT
public:
    // The model outlives the view. Its header data gives each column's width (charactersRole).
    TableView(QAbstractItemModel &model, QWidget *parent = nullptr);

    // A line of titles, then the selected rows from top to bottom. Cells are separated by tabs.
    QString selectedText() const;

Q_SIGNALS:
    void rowActivated(int row); // Enter or double click

public Q_SLOTS:
    void copySelected() const; // does nothing if nothing is selected

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitFont();
    void fillWidth();

    int m_filler = 0; // the column that takes the remaining width
};

} // namespace overlap::ui
