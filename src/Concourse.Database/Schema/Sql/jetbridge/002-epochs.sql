-- Numbers the takings-over of builds, ever growing over all builds: a supervisor drops a web node's
-- connection when one with a higher number appears, also where two builds share a check's container.
CREATE SEQUENCE jetbridge.epochs;
