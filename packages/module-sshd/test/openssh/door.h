#define DOOR_TEXT "A door"
